"""What one child prints: kept in a file of bounded size, its last lines in memory."""

from collections import deque
from collections.abc import Callable
from pathlib import Path

_MAX_BYTES = 4_000_000
_MAX_LINE = 64_000
_TAIL_LINES = 40


class Log:
    """A log file and, when it is full, the one before it (`NAME.log.1`)."""

    def __init__(self, path: Path, heard: Callable[[str], None]) -> None:
        self.path = path
        self.tail: deque[str] = deque(maxlen=_TAIL_LINES)
        self._heard = heard
        self._part = b""

    def write(self, data: bytes) -> None:
        """Keep output; each whole line is also told to `heard`."""
        self._append(data)
        *lines, self._part = (self._part + data).split(b"\n")
        if len(self._part) > _MAX_LINE:
            lines, self._part = [*lines, self._part], b""
        for line in lines:
            self._tell(line)

    def close(self) -> None:
        """Tell the last line, if it had no end."""
        if self._part:
            self._tell(self._part)
            self._part = b""

    def _tell(self, line: bytes) -> None:
        text = line.decode(errors="replace")
        self.tail.append(text)
        self._heard(text)

    def _append(self, data: bytes) -> None:
        try:
            with self.path.open("ab") as file:
                file.write(data)
                full = file.tell() > _MAX_BYTES
            if full:
                self.path.replace(self.path.with_name(f"{self.path.name}.1"))
        except OSError:
            return  # a full disk must not end the supervisor: the child will say it
