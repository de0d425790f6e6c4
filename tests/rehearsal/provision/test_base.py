"""What every host is: its people, its name, its time, its upgrades, its logs, its data."""

import logging
import re
import shlex
from pathlib import Path

import pytest

from core.topology import DATA_PATH, OPERATOR
from infra.pulumi.rehearsal import operator_key
from ops.bootstrap import ROOT
from ops.environment import Role

figures = logging.getLogger(__name__)

LYNIS = Path(__file__).with_name("lynis.prf")
LYNIS_POINTS = 80


@pytest.fixture(params=["first", "last"])
def fact(request, fleet):
    """Give the first host and the last: the edge's, and the data's."""
    return fleet.facts[0 if request.param == "first" else -1]


@pytest.fixture
def host(fleet, fact):
    return fleet.host(fact.name)


def said(host, command):
    done = host.run(command)
    assert done.rc == 0, done.stderr
    return done.stdout.strip()


def test_people_of_the_environment_have_keys_and_nobody_else(fleet, host):
    file = said(host, f"sudo cat /home/{OPERATOR}/.ssh/authorized_keys")
    lines = [line.split()[:2] for line in file.splitlines() if not line.startswith("#")]
    people = [*fleet.environment.people.values(), operator_key.public()]
    assert sorted(lines) == sorted(key.split()[:2] for key in people)
    assert host.run("sudo test -e /root/.ssh/authorized_keys").rc == 1


def test_the_operator_becomes_root_without_a_password_and_has_none(host):
    assert said(host, "sudo -n id --user") == "0"
    assert said(host, f"sudo getent shadow {OPERATOR}").split(":")[1] == "*"


def test_a_host_has_its_name_and_knows_the_others_by_theirs(fleet, fact, host):
    assert said(host, "hostname") == fact.name
    for other in fleet.facts:
        assert other.private_address in said(host, f"getent ahostsv4 {other.name}")


def test_it_lives_in_utc_and_keeps_time_where_it_has_a_clock(host):
    assert said(host, "date +%Z; readlink /etc/localtime").split() == ["UTC", "/usr/share/zoneinfo/Etc/UTC"]
    assert said(host, "systemctl is-enabled chrony") == "enabled"
    assert "chronyd" not in said(host, "sudo ss --listening --udp --processes")


def test_security_upgrades_come_at_night_and_never_the_engine(host):
    settings = said(host, "apt-config dump")
    origins = [line for line in settings.splitlines() if "Origins-Pattern::" in line]
    assert len(origins) == 1
    assert '"origin=Debian,codename=${distro_codename}-security,label=Debian-Security"' in origins[0]
    assert 'APT::Periodic::Unattended-Upgrade "1";' in settings
    assert 'Unattended-Upgrade::Automatic-Reboot "false";' in settings
    assert said(host, "systemctl is-active apt-daily.timer apt-daily-upgrade.timer").split() == ["active"] * 2


@pytest.mark.parametrize("package", ["docker.io", "docker-cli", "containerd", "runc"])
def test_an_engine_is_on_the_list_of_what_is_left_alone(host, package):
    asked = (
        "import importlib.machinery as m, apt_pkg; apt_pkg.init();"
        "u = m.SourceFileLoader('u', '/usr/bin/unattended-upgrade').load_module();"
        f"print(u.is_pkgname_in_blacklist('{package}', u.get_blacklist() if hasattr(u, 'get_blacklist') else"
        " apt_pkg.config.value_list('Unattended-Upgrade::Package-Blacklist')))"
    )
    assert said(host, f'python3 -W ignore -c "{asked}"').splitlines()[-1] == "True"


def test_the_journal_is_kept_within_limits(host):
    assert host.run("sudo ls /var/log/journal/*/system.journal").rc == 0
    limits = said(host, "systemd-analyze cat-config systemd/journald.conf").splitlines()
    assert {"Storage=persistent", "SystemMaxUse=500M"} <= set(limits)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("net/ipv4/conf/all/accept_redirects", "0"),
        ("net/ipv4/conf/all/send_redirects", "0"),
        ("net/ipv4/conf/all/accept_source_route", "0"),
        ("net/ipv4/tcp_keepalive_time", "60"),
    ],
)
def test_the_kernel_is_set(host, key, value):
    assert said(host, f"cat /proc/sys/{key}") == value


def test_no_upgrade_asks_which_services_to_restart(host):
    assert "$nrconf{restart} = 'a';" in said(host, "cat /etc/needrestart/conf.d/webhook-monitor.conf")


def test_data_hosts_have_their_volume_and_others_none(fact, host):
    mounted = host.run(f"findmnt --noheadings {DATA_PATH}").rc == 0
    assert mounted == (Role.DATA in fact.roles)


def test_every_unit_runs(host):
    assert (
        said(host, "systemctl is-system-running --wait; systemctl --failed --quiet --no-legend") == "running"
    )


@pytest.mark.long
def test_an_auditor_of_others_is_content_with_every_host_and_gone(fleet):
    """Lynis, with the exceptions of docs/security.md; it runs on the host, and does not stay there."""
    points = {fact.name: audited(fleet.host(fact.name)) for fact in fleet.facts}
    figures.info("Lynis: %s", points)
    assert min(points.values()) >= LYNIS_POINTS


def audited(host):
    """Return Lynis' points for a host."""
    said(host, "sudo apt-get -q install --yes --no-install-recommends lynis")
    said(host, f"printf %s {shlex.quote(LYNIS.read_text())} >/tmp/lynis.prf")
    try:
        report = said(host, "sudo lynis audit system --quick --no-colors --profile /tmp/lynis.prf")
    finally:
        said(host, "sudo apt-get -q purge --yes lynis; sudo rm -f /tmp/lynis.prf /var/log/lynis*")
    return int(re.search(r"Hardening index : (\d+)", report)[1])


def test_what_the_auditor_is_not_asked_is_written_down_with_a_reason():
    page = (ROOT / "docs" / "security.md").read_text()
    rows = "".join(line for line in page.splitlines() if line.startswith("|"))
    skipped = re.findall(r"skip-test=([A-Z]+-\d+)", LYNIS.read_text())
    assert len(skipped) > 0
    assert [test for test in skipped if test not in rows] == []
