"""Pulumi killed with -9 in the middle: the next run says what is wrong and how to heal it, and heals it."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ops.bootstrap import ROOT

NAMES = {"app-1", "app-2", "data-1"}
BEGUN_SECONDS = 60


def pulumis(parent):
    """Return the ids of the Pulumi processes that a process started."""
    threads = Path(f"/proc/{parent}/task").glob("*/children")
    children = [child for thread in threads for child in thread.read_text().split()]
    return [int(child) for child in children if Path(f"/proc/{child}/comm").read_text().strip() == "pulumi"]


@pytest.fixture
def killed(hosts, tmp_path):
    """Provision, and kill Pulumi as soon as a condition holds; return what was printed."""

    def run(when):
        log = tmp_path / "log"
        argv = [sys.executable, "-m", "invoke", "provision", "--env", "t-rehearsal", "--hosts"]
        with log.open("w") as output:
            process = subprocess.Popen(
                argv, cwd=ROOT, env=os.environ | hosts.site.environ, stdout=output, stderr=output
            )
            end = time.monotonic() + BEGUN_SECONDS
            while not when(log.read_text()):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < end, log.read_text()
                time.sleep(0.005)
            for pid in pulumis(process.pid):
                os.kill(pid, signal.SIGKILL)
            assert process.wait(BEGUN_SECONDS) == 1
        return log.read_text()

    yield run
    hosts.remove_everything()


def check_it_heals(hosts, said):
    assert "Pulumi was killed (signal 9)" in said
    assert "type the same line again, or: invoke provision --env t-rehearsal --hosts" in said
    planned = hosts.plan()
    assert planned.returncode == 0, planned.text
    assert re.search(
        r"the lock of .* is stale: its run was killed; to heal it, type: invoke provision", planned.stdout
    )
    healed = hosts.provision()
    assert healed.returncode == 0, healed.text
    assert re.search(r"heal +lock of pid \d+, which was killed: pulumi cancel", healed.stdout)
    assert {name: hosts.ssh(name, "hostname") for name in NAMES} == {name: name for name in NAMES}
    assert "nothing changed" in hosts.provision().stdout
    return planned.stdout, healed.stdout


@pytest.mark.long
def test_killed_before_a_container_exists(hosts, killed):
    said = killed(lambda log: "docker Volume" in log.partition("apply")[2])
    assert hosts.containers() == {}
    check_it_heals(hosts, said)


@pytest.mark.long
def test_killed_while_containers_are_made(hosts, killed):
    said = killed(lambda _: hosts.containers())
    assert hosts.containers()
    planned, healed = check_it_heals(hosts, said)
    assert "was being made when a run was killed" in planned
    assert "removed Container" in healed


def test_killed_while_a_lost_data_host_is_made_again(hosts, killed):
    assert hosts.provision().returncode == 0
    hosts.ssh("data-1", "echo kept > /srv/data/proof")
    hosts.engine.remove_container(hosts.containers()["data-1"], force=True)
    check_it_heals(hosts, killed(lambda _: "data-1" in hosts.containers()))
    assert hosts.ssh("data-1", "cat /srv/data/proof") == "kept"


@pytest.mark.long
def test_killed_while_pulumi_writes_its_own_files(hosts, killed):
    """Which takes microseconds, so the kill is made, and the file that it may leave is made as well."""
    said = killed(lambda _: hosts.containers())
    (checkpoint,) = (hosts.site.state / ".pulumi" / "stacks" / "hosts").glob("*.json")
    checkpoint.with_name(f"{checkpoint.name}.attrs").write_text("")
    check_it_heals(hosts, said)


def test_a_run_that_is_at_work_is_left_alone(hosts, tmp_path):
    argv = [sys.executable, "-m", "invoke", "provision", "--env", "t-rehearsal", "--hosts"]
    with (tmp_path / "first").open("w") as output:
        first = subprocess.Popen(
            argv, cwd=ROOT, env=os.environ | hosts.site.environ, stdout=output, stderr=output
        )
        locks = hosts.site.state / ".pulumi" / "locks"
        end = time.monotonic() + BEGUN_SECONDS
        while not list(locks.rglob("*.json")):
            assert time.monotonic() < end
            time.sleep(0.01)
        second = hosts.provision()
        assert first.wait(BEGUN_SECONDS) == 0, (tmp_path / "first").read_text()
    assert second.returncode == 1
    holder = rf".+: provision --hosts, pid {first.pid}, [\d:]+"
    assert re.search(rf"t-rehearsal is being changed by another run \({holder}\): wait until", second.text)
