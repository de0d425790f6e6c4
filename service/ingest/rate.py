"""Rate limits: a token bucket for each source and address, in this process."""

import time

MAX_BUCKETS = 20_000


class RateLimiter:
    """Buckets that hold one second's worth, and so are full again, and forgotten, after a second of rest."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[object, str], tuple[float, float]] = {}

    def allows(self, source: object, address: str, rate_per_second: int) -> bool:
        """Take one token if there is one."""
        now = time.monotonic()
        key = source, address
        tokens, at = self._buckets.get(key, (float(rate_per_second), now))
        tokens = min(float(rate_per_second), tokens + (now - at) * rate_per_second)
        allowed = tokens >= 1
        self._buckets[key] = (tokens - 1 if allowed else tokens), now
        if len(self._buckets) > MAX_BUCKETS:
            self._forget_full(now)
        return allowed

    def _forget_full(self, now: float) -> None:
        self._buckets = {key: bucket for key, bucket in self._buckets.items() if now - bucket[1] < 1}
