"""One child process: in a session of its own, and dead when we are."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO


class Process:
    """A running program. Start it from the main thread: it dies with the thread that forked it."""

    def __init__(
        self,
        argv: Sequence[str],
        environ: Mapping[str, str],
        output: IO[bytes] | int,
        folder: Path | None = None,
    ) -> None:
        self._popen = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "--", *argv],
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            start_new_session=True,
        )
        self.pid = self._popen.pid
        self.output = self._popen.stdout

    def is_alive(self) -> bool:
        """Tell whether it runs. When it has ended, the rest of its group is killed, then it is reaped."""
        if self._popen.returncode is not None:
            return False
        if os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            return True
        self._kill_group()
        self._popen.wait()
        return False

    @property
    def exit_code(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        return self._popen.returncode

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process alone, unless it has ended."""
        if self.is_alive():
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it and its group, and wait until it is gone."""
        if self.is_alive():
            self._kill_group()
            self.wait(10)

    def _kill_group(self) -> None:
        # It has no group of its own when a Ctrl-C hit it between its fork and its new session.
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def wait(self, seconds: float) -> bool:
        """Wait until it has ended; False when it has not."""
        end = time.monotonic() + seconds
        while self.is_alive():
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True

    def end(self, number: signal.Signals = signal.SIGTERM, seconds: float = 20) -> None:
        """Ask it to end, then kill it."""
        self.send(number)
        if not self.wait(seconds):
            self.kill()
