"""Ansible as a program of its own: what it is given, what is kept, and that it ends when we do."""

import os
import signal
import time
from pathlib import Path

import pytest

from ops.errors import OpsError
from ops.provision import lock, playbook


@pytest.fixture
def ansible(tmp_path, monkeypatch):
    """Return `ansible(script)`: what stands in for ansible-playbook."""
    program = tmp_path / "ansible-playbook"
    monkeypatch.setattr(playbook, "_ANSIBLE", program)

    def use(script):
        program.write_text(f"#!/bin/bash\n{script}\n")
        program.chmod(0o755)

    return use


@pytest.fixture
def wanted(tmp_path):
    with lock.held("rehearsal", "provision") as held:
        yield playbook.Run(tmp_path / "inventory.yml", tmp_path / "pass", tmp_path / "log", held)


def run(wanted):
    heard = []
    code = playbook.run(wanted, lambda events: heard.extend(events))
    return code, b"".join(heard).decode()


def test_its_events_are_heard_its_words_are_kept_and_its_end_is_true(ansible, wanted):
    ansible('echo "a task"; echo trouble >&2; echo event >&$WEBHOOK_MONITOR_PROGRESS; exit 2')
    assert run(wanted) == (2, "event\n")
    assert wanted.log.read_text() == "a task\ntrouble\n"


def test_the_log_is_its_owners_alone(ansible, wanted):
    ansible("true")
    run(wanted)
    assert wanted.log.stat().st_mode & 0o777 == 0o600


def test_the_password_is_named_and_never_given(ansible, wanted):
    wanted.password.write_text("canary")
    ansible('echo "$0 $@"; env')
    run(wanted)
    said = wanted.log.read_text()
    assert f"ANSIBLE_VAULT_PASSWORD_FILE={wanted.password}\n" in said
    assert "canary" not in said


def test_what_somebody_set_for_ansible_elsewhere_does_not_count_here(ansible, wanted, monkeypatch):
    monkeypatch.setenv("ANSIBLE_REMOTE_USER", "somebody")
    ansible("env")
    run(wanted)
    said = wanted.log.read_text()
    assert "ANSIBLE_REMOTE_USER" not in said
    assert f"ANSIBLE_CONFIG={playbook.CONFIGURATION}\n" in said


def test_what_is_rendered_on_its_way_stays_in_memory_and_is_gone_afterwards(ansible, wanted):
    ansible("env")
    run(wanted)
    (line,) = [line for line in wanted.log.read_text().splitlines() if "ANSIBLE_LOCAL_TEMP=" in line]
    assert line.startswith("ANSIBLE_LOCAL_TEMP=/dev/shm/wm-")
    assert not Path(line.partition("=")[2]).parent.exists()


def test_diffs_are_kept_and_a_check_is_one(wanted):
    assert "--diff" in wanted.argv
    assert "--check" not in wanted.argv
    chosen = playbook.Run(*[Path("x")] * 3, 0, role="redis", limit="data-1", check=True)
    assert chosen.argv[-6:-1] == ["--tags", "redis", "--limit", "data-1", "--check"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_or_a_time_limit_asks_it_to_end_and_waits(ansible, wanted, number):
    ansible(
        "trap 'echo asked; exit 99' INT; echo event >&$WEBHOOK_MONITOR_PROGRESS; while :; do sleep 0.1; done"
    )

    def listen(events):
        assert events.readline() == b"event\n"
        os.kill(os.getpid(), number)
        time.sleep(10)

    with pytest.raises(OpsError, match="stopped half-way: the next run goes on from here"):
        playbook.run(wanted, listen)
    assert wanted.log.read_text() == "asked\n"


def test_who_does_not_listen_is_killed_with_all_its_children(ansible, wanted, monkeypatch):
    monkeypatch.setattr(playbook, "_END_SECONDS", (0.2, 0.2, 5))
    ansible("trap '' INT TERM; sleep 1000 & echo $! >&$WEBHOOK_MONITOR_PROGRESS; while :; do sleep 0.1; done")

    def listen(events):
        children.append(int(events.readline()))
        raise KeyboardInterrupt

    children = []
    with pytest.raises(OpsError):
        playbook.run(wanted, listen)
    end = time.monotonic() + 5
    while Path(f"/proc/{children[0]}/cmdline").exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not Path(f"/proc/{children[0]}/cmdline").exists()


def test_it_holds_the_lock_as_long_as_it_lives(ansible, wanted):
    """Also when whoever started it, and had the lock first, is gone."""
    ansible("echo event >&$WEBHOOK_MONITOR_PROGRESS; sleep 0.5")

    def listen(events):
        os.dup2(os.open(os.devnull, os.O_RDONLY), wanted.lock)
        assert events.readline() == b"event\n"
        with pytest.raises(OpsError, match="another run"), lock.held("rehearsal", "provision"):
            pass
        assert events.read() == b""

    playbook.run(wanted, listen)
    with lock.held("rehearsal", "provision"):
        pass
