"""The playbook as a whole: from bare to provisioned, again without a change, checked, broken, healed."""

import fcntl
import re
import time

import pytest

from ops.provision.vault import check
from tests.rehearsal.provision.conftest import changed

BARE_SECONDS = 360
AGAIN_SECONDS = 90
SILENT_SECONDS = 120
BY_THE_CHECK = "Install what Ansible's own apt module needs"
BY_HAND = "/etc/systemd/journald.conf.d"
ARCHIVES = "/var/cache/apt/archives"
GUEST = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGd1ZXN0IG9mIGFsbCBob3N0cywgZm9yIGEgd2hpbGUh"


@pytest.fixture
def settled(fleet):
    """Give hosts on which nothing is left to do, whatever other tests did to them."""
    done = fleet.provision()
    assert done.returncode == 0, done.text
    return fleet


def test_three_bare_hosts_are_provisioned_within_six_minutes(fleet):
    assert changed(fleet.bare) > 100
    assert fleet.seconds < BARE_SECONDS


def test_a_check_of_bare_hosts_tells_all_that_the_run_then_does(fleet):
    said = set(re.findall(r"^  ([~?]) (\S+): (.*)$", fleet.foretold.stdout, re.MULTILINE))
    foretold = {(host, task) for mark, host, task in said if mark == "~"}
    unforeseen = {(host, task) for mark, host, task in said if mark == "?"}
    assert fleet.did - foretold - unforeseen == set()
    assert {task for _, task in foretold - fleet.did} <= {BY_THE_CHECK}
    assert len(fleet.did & foretold) > 2 * len(fleet.did & unforeseen)


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


def test_two_runs_at_once_are_refused(fleet):
    with fleet.folder.with_suffix(".lock").open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = fleet.provision("--limit", "data-1")
    assert done.returncode == 1
    assert "t-provision is being changed by another run" in done.text


@pytest.fixture
def without_chrony(settled):
    """Give hosts of which the second lacks a package that a role wants."""
    settled.ssh("app-2", "sudo apt-get -q remove --yes chrony && sudo apt-get clean")
    return settled


def no_mirror(fleet):
    """Send whoever asks for the mirror, by whatever name it goes here, to nobody."""
    names = r"$(grep -rhoE '://[^/: ]+' /etc/apt/sources.list* | cut -c4- | sort -u | tr '\n' ' ')"
    fleet.ssh("app-2", f'echo "127.0.0.1 {names}# gone" | sudo tee -a /etc/hosts')
    fleet.ssh("app-2", "sudo rm -rf /var/lib/apt/lists/*_Packages /var/lib/apt/periodic/*")


def mirror_again(fleet):
    fleet.ssh("app-2", "sudo sed -i '/# gone$/d' /etc/hosts")


def no_space(fleet):
    fleet.ssh("app-2", f"sudo mount -t tmpfs -o size=64k full {ARCHIVES}")


def space_again(fleet):
    fleet.ssh("app-2", f"sudo umount {ARCHIVES}")


@pytest.mark.long
@pytest.mark.parametrize(
    ("fault", "end", "reason"),
    [
        pytest.param(no_mirror, mirror_again, "update apt cache|fetch|connect", id="the mirror is gone"),
        pytest.param(no_space, space_again, "enough free space", id="the disk is full"),
    ],
)
def test_what_breaks_half_way_says_what_and_where_and_the_next_run_heals(without_chrony, fault, end, reason):
    fault(without_chrony)
    broken = without_chrony.provision("--role", "base")
    end(without_chrony)
    assert broken.returncode == 1
    assert re.search(rf"^app-2, base: .+\n(  .*\n)*  .*({reason})", broken.text, re.MULTILINE), broken.text
    assert "type the same line again" in broken.text
    healed = without_chrony.provision()
    assert healed.returncode == 0, healed.text
    assert without_chrony.ssh("app-2", "dpkg-query -W -f '${db:Status-Abbrev}' chrony").strip() == "ii"


@pytest.mark.long
def test_a_host_that_falls_silent_half_way_is_named_and_the_next_run_goes_on(settled, engine):
    (host,) = engine.containers(filters={"label": [f"environment={settled.name}", "host=app-2"]})
    with settled.running("provision", "--env", settled.environment.name) as run:
        assert any(line.startswith("firewall ") for line in run.stdout)
        engine.pause(host)
        try:
            said = run.communicate(timeout=SILENT_SECONDS)[0]
        finally:
            engine.unpause(host)
    assert run.returncode == 1
    assert re.search(r"^app-2(, \w+)?: ", said, re.MULTILINE), said
    assert settled.provision().returncode == 0


def test_who_is_no_longer_among_the_people_is_out_after_the_next_run(fleet):
    keys = "cat /home/operator/.ssh/authorized_keys"
    fleet.site.edit(fleet.environment.name, (r"(\[people\]\n)", rf'\1guest = "{GUEST}"\n'))
    assert fleet.provision("--role", "base").returncode == 0
    assert GUEST in fleet.ssh("app-1", keys)
    fleet.site.edit(fleet.environment.name, (r"guest = .*\n", ""))
    assert fleet.provision("--role", "base").returncode == 0
    assert GUEST not in fleet.ssh("app-1", keys)


def test_nobody_finds_a_secret_in_what_is_kept_of_a_run(fleet):
    secrets = check.require(fleet.environment).values()
    for name in ("ansible.log", "inventory.yml"):
        text = (fleet.folder / name).read_text()
        assert [secret for secret in secrets if secret in text] == []
    assert (fleet.folder / "ansible.log").stat().st_mode & 0o077 == 0


def test_people_log_in_as_the_operator_from_then_on(fleet):
    assert fleet.ssh("app-1", "whoami") == "operator"
    assert "User root" not in (fleet.folder / "ssh_config").read_text()
