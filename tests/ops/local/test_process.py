"""A child process: killed with its group, also when it never came to have one."""

import subprocess
import sys

from ops.local import process
from ops.local.process import Process


def test_a_child_that_ended_before_it_had_a_group_has_simply_ended(monkeypatch):
    def no_such_group(*_):
        raise ProcessLookupError

    monkeypatch.setattr(process.os, "killpg", no_such_group)
    child = Process([sys.executable, "-c", "raise SystemExit(7)"], {}, subprocess.DEVNULL)
    assert child.wait(10)
    assert child.exit_code == 7
