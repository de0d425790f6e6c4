"""Every process that descends from the supervisor: on record, and none left behind."""

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from ops.bootstrap import ROOT
from ops.local import identity, running
from ops.local.child import Child

_PR_SET_CHILD_SUBREAPER = 36
_TIDY_SECONDS = 1.0
_DISSOLVE_SECONDS = 10


class Household:
    """The processes of a run. Those whose parent dies become ours, by the kernel, and are ended."""

    def __init__(self, folder: Path, children: Sequence[Child]) -> None:
        self._children = children
        self.running = running.begin(folder, os.getpid())
        self._folder = folder
        self._before = set(identity.children())
        self._tidied = 0.0
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self._start_guard()

    def record(self) -> None:
        """Write down who runs."""
        pids = {child.name: child.process.pid for child in self._children} | {"guard": self._guard.pid}
        self.running.children = {name: running.Started.of(pid) for name, pid in pids.items()}
        running.save(self._folder, self.running)

    def tidy(self) -> None:
        """End orphans and see that the guard stands, about once a second."""
        if time.monotonic() - self._tidied < _TIDY_SECONDS:
            return
        self._tidied = time.monotonic()
        self._end_orphans({child.process.pid for child in self._children})
        if self._guard.poll() is not None:
            self._start_guard()

    def dissolve(self) -> None:
        """End whatever is left, and say that nothing runs."""
        end = time.monotonic() + _DISSOLVE_SECONDS
        while self._end_orphans(set()) and time.monotonic() < end:
            time.sleep(0.02)
        running.forget(self._folder)
        if self._guard.stdin:
            self._guard.stdin.close()
        self._guard.wait()

    def _end_orphans(self, known: set[int]) -> bool:
        """Kill and reap our children that we did not start; True when there were any."""
        orphans = set(identity.children()) - known - self._before - {self._guard.pid}
        identity.kill(orphans)
        for pid in orphans:
            os.waitpid(pid, os.WNOHANG)
        return bool(orphans)

    def _start_guard(self) -> None:
        self._guard = subprocess.Popen(
            [sys.executable, "-m", "ops.local.guard", str(self._folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.record()
