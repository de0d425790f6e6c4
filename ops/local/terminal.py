"""What a run tells a person: on the terminal, and once detached in `logs/up.log`."""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from ops.local.log import Log


class Terminal:
    """Where lines go. A terminal that was closed is no reason to stop."""

    def __init__(self) -> None:
        self._print: Callable[[str], None] = _print

    def say(self, line: str) -> None:
        """Tell one line."""
        self._print(line)

    def leave(self, path: Path) -> None:
        """Let go of the terminal: from now on lines go to a file."""
        log = Log(path, heard=lambda _: None)
        self._print = lambda line: log.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {line}\n".encode())
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1):
            os.dup2(nowhere, descriptor)
        os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), 2)


def _print(line: str) -> None:
    try:
        print(line, flush=True)
    except OSError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - it stays open as long as we run
