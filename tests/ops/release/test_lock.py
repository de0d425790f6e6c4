"""One release at a time; the lock ends with its holder, however that dies."""

import os
import signal
import subprocess
import sys
import time

import pytest

from ops.bootstrap import ROOT
from ops.errors import OpsError
from ops.release import lock
from ops.release.lock import Holder, LockedError
from tests.ops.release.here import Here

ADA = Holder("ada", "deploy", "2026-01-01T00:00:00Z")
BOB = Holder("bob", "rollback", "2026-01-01T00:01:00Z")
HOLD = """
import sys, time
from ops.release import lock
from tests.ops.release.here import Here
lock._HOLD = lock._HOLD.replace(lock.FOLDER, sys.argv[1])
with lock.held(Here(), ["a"], lock.Holder("ada", "deploy", "then")):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    for script in ("_HOLD", "_LOOK"):
        monkeypatch.setattr(lock, script, getattr(lock, script).replace(lock.FOLDER, str(tmp_path)))
    return tmp_path


def test_who_comes_second_is_told_who_is_at_work_and_since_when():
    with lock.held(Here(), ["a"], ADA):
        assert lock.holder(Here(), "a") == ADA
        with pytest.raises(LockedError, match=str(ADA)), lock.held(Here(), ["a"], BOB):
            pass
    assert lock.holder(Here(), "a") is None
    with lock.held(Here(), ["a"], BOB):
        assert lock.holder(Here(), "a") == BOB


def test_it_ends_with_a_holder_that_is_killed(folder):
    argv = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        assert lock.holder(Here(), "a") is not None
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
    end = time.monotonic() + 10
    while lock.holder(Here(), "a"):
        assert time.monotonic() < end
        time.sleep(0.05)


def test_where_most_managers_do_not_answer_it_is_not_taken():
    lost = Here(lost=["a", "b"])
    with pytest.raises(OpsError) as refused, lock.held(lost, ["a", "b", "c"], ADA):
        pass
    assert "1 of 3 managers answer, 2 must: b does not answer: no route to b" in str(refused.value)


def test_a_lock_that_is_lost_is_noticed():
    with lock.held(Here(), ["a"], ADA) as held:
        held.check()
        (session,) = held._sessions
        session.kill()
        session.wait()
        with pytest.raises(OpsError, match="was lost"):
            held.check()
