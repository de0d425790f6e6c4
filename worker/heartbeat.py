"""A file touched about every second, for those who watch whether this process lives."""

import threading
import time
from pathlib import Path


class Heartbeat:
    """Touches a file, at most once a second; without a path it does nothing."""

    def __init__(self, path: str | None) -> None:
        self._path = Path(path) if path else None
        self._next = 0.0

    def beat(self) -> None:
        """Touch the file if that is due."""
        if self._path and time.monotonic() >= self._next:
            self._path.touch()
            self._next = time.monotonic() + 1

    def beat_again(self) -> None:
        """Touch it if it was touched before: this process lives, though it cannot work just now."""
        if self._next:
            self.beat()

    def beat_on(self) -> None:
        """Go on touching it for as long as this process lives."""
        if self._path:
            threading.Thread(target=self._forever, daemon=True, name="heartbeat").start()

    def _forever(self) -> None:
        while True:
            self.beat()
            time.sleep(0.5)
