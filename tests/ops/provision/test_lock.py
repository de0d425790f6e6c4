"""One run at a time on an environment; a lock ends with whoever holds it, and is never stale."""

import os
import re
import subprocess
import sys

import pytest

from ops.errors import OpsError
from ops.hosts import places
from ops.provision import lock
from ops.release import trail


def test_a_second_run_is_refused_and_told_who_is_at_work():
    with (
        lock.held("rehearsal", "provision"),
        pytest.raises(OpsError) as caught,
        lock.held("rehearsal", "destroy"),
    ):
        pass
    said = re.escape(
        f"rehearsal is being changed by another run ({trail.who()}: provision, pid {os.getpid()}, "
    )
    assert re.fullmatch(said + r"\d\d:\d\d:\d\d\): wait until it has ended", str(caught.value))


def test_another_environment_is_free():
    with lock.held("rehearsal", "provision"), lock.held("staging", "provision"):
        pass


def test_it_holds_although_the_hosts_are_forgotten_meanwhile():
    with lock.held("rehearsal", "destroy"):
        places.known("rehearsal")
        places.forget("rehearsal")
        with pytest.raises(OpsError), lock.held("rehearsal", "provision"):
            pass


def test_after_it_has_ended_the_next_one_goes():
    for _ in range(2):
        with lock.held("rehearsal", "provision"):
            pass


def test_a_child_holds_it_when_its_parent_is_gone_and_killed_it_lets_go():
    with lock.held("rehearsal", "provision") as held:
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[held])
    with pytest.raises(OpsError), lock.held("rehearsal", "provision"):
        pass
    child.kill()
    child.wait()
    with lock.held("rehearsal", "provision"):
        pass
