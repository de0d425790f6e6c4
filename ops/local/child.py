"""One program under the supervisor: started, heard, found ready, started again when it ends."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ops.bootstrap import ROOT
from ops.local import output
from ops.local.log import Log
from ops.local.process import Process

_BACKOFF_SECONDS = (0.5, 1, 2, 5, 10, 30)
_WELL_SECONDS = 60
_READ_BYTES = 1_000_000


def _nothing() -> None:
    return


@dataclass(frozen=True)
class Program:
    """What to run. `prepare` is called before each start, `is_ready` until it says so."""

    name: str
    argv: Sequence[str]
    environ: Mapping[str, str]
    is_ready: Callable[[], bool]
    prepare: Callable[[], None] = _nothing
    stop_signal: signal.Signals = signal.SIGTERM
    is_engine: bool = False
    shown: str = ""
    folder: Path = ROOT


class Child:
    """A program's present process; it always has one, running or ended.

    again_at: when to start it again, by the monotonic clock; None while it runs.
    """

    def __init__(self, program: Program, log: Log) -> None:
        self.program = program
        self.name = program.name
        self.log = log
        self.was_ready = False
        self._failures = 0
        self.start()

    def start(self) -> None:
        """Start it."""
        self.program.prepare()
        self.process = Process(
            self.program.argv, self.program.environ, subprocess.PIPE, folder=self.program.folder
        )
        os.set_blocking(self.pipe.fileno(), False)
        self._started = time.monotonic()
        self.is_ready = False
        self.again_at: float | None = None

    def probe(self) -> bool:
        """Ask whether it is up, and remember a yes."""
        self.is_ready = self.process.is_alive() and self.program.is_ready()
        self.was_ready = self.was_ready or self.is_ready
        return self.is_ready

    @property
    def pipe(self) -> IO[bytes]:
        """Where its output arrives."""
        assert self.process.output
        return self.process.output

    def hear(self) -> bool:
        """Read what it has printed, without waiting; False when no more can come."""
        data = self.pipe.read(_READ_BYTES)
        if data:
            self.log.write(data)
        return data != b""

    def close(self) -> None:
        """Read the last that it printed, when it has ended."""
        while data := self.pipe.read(_READ_BYTES):
            self.log.write(data)
        self.pipe.close()
        self.log.close()

    def plan_restart(self) -> float:
        """Choose when to start it again, later each time it fails soon; return the delay in seconds."""
        now = time.monotonic()
        self._failures = 1 if now - self._started > _WELL_SECONDS else self._failures + 1
        delay = _BACKOFF_SECONDS[min(self._failures, len(_BACKOFF_SECONDS)) - 1]
        self.again_at = now + delay
        return delay

    def how_it_ended(self) -> str:
        """Return its end in words."""
        code = self.process.exit_code or 0
        if code == -signal.SIGKILL:
            return "was killed"
        how = f"died of {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        return f"{how}: {output.reason(self.log.tail)}"
