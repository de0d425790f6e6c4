"""Leftovers of a killed supervisor are ended; strangers never are."""

import dataclasses
import os
import shutil
import subprocess

import pytest

from ops.local import running
from ops.local.running import Started
from tests.ops.local.living import alive, family, wait_until


@pytest.fixture
def leftover():
    """Start a process with a child, in a session of its own."""
    process = subprocess.Popen(["sh", "-c", "sleep 600 & wait"], start_new_session=True)
    wait_until(lambda: len(family(process.pid)) == 2, 5)
    yield process
    for pid in family(process.pid):
        os.kill(pid, 9)
    process.wait()


def record(folder, **children):
    run = running.begin(folder, os.getpid())
    run.children = children
    running.save(folder, run)
    return run


def test_a_leftover_and_its_children_are_ended_and_named(tmp_path, leftover):
    pids = family(leftover.pid)
    record(tmp_path, api=Started.of(leftover.pid))
    assert running.end_leftovers(tmp_path) == ["api"]
    assert not alive(pids)


def test_children_are_ended_when_their_leader_is_gone(tmp_path, leftover):
    pids = family(leftover.pid)
    record(tmp_path, api=Started.of(leftover.pid))
    leftover.kill()
    leftover.wait()
    assert len(alive(pids)) == 1
    assert running.end_leftovers(tmp_path) == ["api"]
    assert not alive(pids)


def test_a_stranger_that_has_the_pid_by_now_lives_on(tmp_path, leftover):
    now = Started.of(leftover.pid)
    record(tmp_path, api=dataclasses.replace(now, started=now.started - 1))
    assert running.end_leftovers(tmp_path) == []
    assert leftover.poll() is None


def test_a_record_of_before_a_reboot_says_nothing(tmp_path, leftover):
    run = record(tmp_path, api=Started.of(leftover.pid))
    running.save(tmp_path, dataclasses.replace(run, boot="another"))
    assert running.end_leftovers(tmp_path) == []
    assert leftover.poll() is None


def test_the_record_in_a_copy_of_the_folder_says_nothing(tmp_path, leftover):
    (tmp_path / "it").mkdir()
    record(tmp_path / "it", api=Started.of(leftover.pid))
    shutil.copytree(tmp_path / "it", tmp_path / "copied")
    assert running.end_leftovers(tmp_path / "copied") == []
    assert leftover.poll() is None
