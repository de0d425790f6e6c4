"""A lock: whose it is, and whether that run is known to be dead."""

import json
import os
import socket
import subprocess
import sys

import pytest

from ops.hosts import lock
from ops.hosts.lock import Lock
from tests.ops.hosts.stacks import Stack

HERE = socket.gethostname()


@pytest.fixture
def running(tmp_path):
    """Return `running(name)`: a program of that name, ended with the test."""
    started = []

    def start(name, *arguments):
        link = tmp_path / name
        link.symlink_to(sys.executable)
        argv = [str(link), "-c", "import sys; print(1, flush=True); sys.stdin.read()", *arguments]
        process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        process.stdout.readline()
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def by(pid, machine=HERE):
    return Lock(pid, "ada", machine, "2026-10-01T10:00:00")


def test_while_its_pulumi_runs_it_is_held(running):
    assert not by(running("pulumi", "up").pid).is_stale


def test_when_its_run_is_dead_it_is_stale():
    process = subprocess.Popen(["true"])
    process.wait()
    assert by(process.pid).is_stale


def test_when_its_run_is_dead_and_nobody_has_taken_notice_it_is_stale(running):
    process = running("pulumi")
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert by(process.pid).is_stale


@pytest.mark.parametrize(
    ("name", "argument"), [("editor", "note"), ("editor", "/repository/infra/pulumi/hosts")]
)
def test_when_its_pid_is_another_programs_now_it_is_stale(running, name, argument):
    assert by(running(name, argument).pid).is_stale


def test_of_another_machine_nobody_here_knows_whether_it_is_dead():
    process = subprocess.Popen(["true"])
    process.wait()
    assert not by(process.pid, "another").is_stale


def test_its_sentence():
    assert str(by(7, "laptop")) == "ada@laptop (pid 7) since 2026-10-01T10:00:00"


def write(state, stack, name="x", **more):
    folder = state / ".pulumi/locks/organization/hosts" / stack
    folder.mkdir(parents=True, exist_ok=True)
    content = {"pid": 7, "username": "ada", "hostname": "laptop"}
    content["timestamp"] = "2026-10-01T10:00:00.123456789+02:00"
    (folder / f"{name}.json").write_text(json.dumps(content | more))


def test_it_is_read_as_pulumis_local_backend_writes_it(state):
    write(state, "rehearsal")
    assert lock.held(Stack()) == [Lock(7, "ada", "laptop", "2026-10-01T10:00:00")]


def test_of_another_stack_it_is_not_ours(state):
    write(state, "staging")
    assert lock.held(Stack()) == []


def test_all_of_them_are_read(state):
    write(state, "rehearsal", "a", pid=1)
    write(state, "rehearsal", "b", pid=2)
    assert [each.pid for each in lock.held(Stack())] == [1, 2]


def test_where_the_backend_is_shared_pulumi_itself_refuses(state, monkeypatch):
    write(state, "rehearsal")
    monkeypatch.setenv("PULUMI_BACKEND_URL", "s3://state")
    assert lock.held(Stack()) == []


def test_one_that_a_full_disk_left_empty_is_stale(state):
    write(state, "rehearsal")
    (state / ".pulumi/locks/organization/hosts/rehearsal/x.json").write_text("")
    (left,) = lock.held(Stack())
    assert left.is_stale
