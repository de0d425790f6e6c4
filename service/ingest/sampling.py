"""Log lines that a flood of requests could cause: so many a second, and how many were left out."""

import time


class Sampler:
    """Lets `per_second` through each second."""

    def __init__(self, per_second: int) -> None:
        self._per_second = per_second
        self._second = 0
        self._let_through = 0
        self._left_out = 0

    def take(self) -> int | None:
        """Return how many were left out since the last one that was let through; None: leave this one out."""
        now = int(time.monotonic())
        if now != self._second:
            self._second, self._let_through = now, 0
        if self._let_through >= self._per_second:
            self._left_out += 1
            return None
        self._let_through += 1
        left_out, self._left_out = self._left_out, 0
        return left_out
