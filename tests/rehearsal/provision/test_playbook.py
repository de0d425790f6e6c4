"""The playbook as a whole: from bare to provisioned, again without a change, checked, broken, healed."""

import fcntl
import re
import time

import pytest

from ops.provision.vault import check

BARE_SECONDS = 360
AGAIN_SECONDS = 90
BY_HAND = "/etc/systemd/journald.conf.d"


def changed(done):
    """Return how many changes the last line tells of."""
    return int(
        re.search(r"^t-provision: (\d+) (?:would change|changed) in \d+ s$", done.stdout, re.MULTILINE)[1]
    )


@pytest.fixture
def settled(fleet):
    """Give hosts on which nothing is left to do, whatever other tests did to them."""
    done = fleet.provision()
    assert done.returncode == 0, done.text
    return fleet


def test_three_bare_hosts_are_provisioned_within_six_minutes(fleet):
    assert changed(fleet.bare) > 100
    assert fleet.seconds < BARE_SECONDS


def test_the_second_run_changes_nothing_within_ninety_seconds(settled):
    begun = time.monotonic()
    done = settled.provision()
    seconds = time.monotonic() - begun
    assert done.returncode == 0, done.text
    assert changed(done) == 0
    assert seconds < AGAIN_SECONDS


def test_a_check_tells_what_the_run_then_does_and_does_nothing_itself(settled):
    file = settled.ssh("data-1", f"ls {BY_HAND}/*.conf").splitlines()[0]
    before = settled.ssh("data-1", f"cat {file}")
    settled.ssh("data-1", f"echo '# by hand' | sudo tee -a {file}")
    checked = settled.provision("--check")
    assert checked.returncode == 0, checked.text
    assert "-# by hand" in checked.stdout
    assert settled.ssh("data-1", f"tail -1 {file}") == "# by hand"
    run = settled.provision()
    assert changed(checked) == changed(run) > 0
    assert settled.ssh("data-1", f"cat {file}") == before
    named = [line for line in run.stdout.splitlines() if line.startswith("  ~ data-1: ")]
    assert named
    assert set(named) <= set(checked.stdout.splitlines())


def test_two_runs_at_once_are_refused(settled):
    with (settled.folder / "provision.lock").open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = settled.provision("--limit", "data-1")
    assert done.returncode == 1
    assert "t-provision is being provisioned by another run" in done.text


def test_what_breaks_half_way_says_what_and_where_and_the_next_run_heals(settled):
    """The mirror of packages is gone, and with it a package that a role wants."""
    settled.ssh("app-2", "sudo apt-get -q remove --yes chrony && sudo rm -rf /var/lib/apt/lists/*_Packages")
    settled.ssh("app-2", "echo '203.0.113.1 deb.debian.org security.debian.org' | sudo tee -a /etc/hosts")
    broken = settled.provision("--role", "base")
    settled.ssh("app-2", "sudo sed -i /203.0.113.1/d /etc/hosts")
    assert broken.returncode == 1
    assert re.search(r"^app-2, base: .+\n  \S", broken.text, re.MULTILINE)
    assert "type the same line again" in broken.text
    healed = settled.provision()
    assert healed.returncode == 0, healed.text
    assert settled.ssh("app-2", "dpkg-query -W -f '${db:Status-Abbrev}' chrony") == "ii"


def test_nobody_finds_a_secret_in_what_is_kept_of_a_run(settled):
    secrets = check.require(settled.environment).values()
    for name in ("ansible.log", "inventory.yml"):
        text = (settled.folder / name).read_text()
        assert [secret for secret in secrets if secret in text] == []
    assert (settled.folder / "ansible.log").stat().st_mode & 0o077 == 0


def test_people_log_in_as_the_operator_from_then_on(fleet):
    assert fleet.ssh("app-1", "whoami") == "operator"
    assert "User root" not in (fleet.folder / "ssh_config").read_text()
