"""One run at a time on an environment; a lock ends with whoever holds it, and is never stale."""

import subprocess
import sys

import pytest

from ops.errors import OpsError
from ops.provision import lock


def test_a_second_run_is_refused_and_told_who_is_at_work():
    with lock.held("rehearsal"), pytest.raises(OpsError) as caught, lock.held("rehearsal"):
        pass
    assert str(caught.value).startswith("rehearsal is being provisioned by another run (pid ")
    assert "wait until it has ended" in str(caught.value)


def test_another_environment_is_free():
    with lock.held("rehearsal"), lock.held("staging"):
        pass


def test_after_it_has_ended_the_next_one_goes():
    for _ in range(2):
        with lock.held("rehearsal"):
            pass


def test_a_child_holds_it_when_its_parent_is_gone_and_killed_it_lets_go():
    with lock.held("rehearsal") as held:
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[held])
    with pytest.raises(OpsError), lock.held("rehearsal"):
        pass
    child.kill()
    child.wait()
    with lock.held("rehearsal"):
        pass
