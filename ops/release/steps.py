"""The steps of a release: a line for people as each ends, and their times for machines."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ops.progress import Line, step


@dataclass
class Steps:
    """What was done, how many seconds each step took, and until all services ran what they should."""

    seconds: dict[str, float] = field(default_factory=dict)
    all_new: float = 0.0
    _begun: float = field(default_factory=time.monotonic)

    @contextmanager
    def step(self, name: str, detail: str = "") -> Iterator[Line]:
        """Time a step, whether it succeeds or not."""
        begun = time.monotonic()
        try:
            with step(name, detail) as line:
                yield line
        finally:
            self.seconds[name] = round(time.monotonic() - begun, 2)

    @property
    def total(self) -> float:
        """How long all of it has taken so far."""
        return time.monotonic() - self._begun
