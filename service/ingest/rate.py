"""Rate limits that hold over all processes and hosts, and never stop a webhook when Redis does not answer."""

from collections.abc import Callable, Sequence
from uuid import UUID

import gevent
from redis import Redis
from redis.exceptions import RedisError

from core import logs
from service.ingest.buckets import Buckets, LateError, Post
from service.ingest.group import AbandonedError, CrowdedError, Group
from service.ingest.metrics import RATE_SKIPPED

RETRY_SECONDS = 1.0
log = logs.get()


class RateLimiter:
    """Asks Redis once for all posts that wait; without Redis all are allowed, at once, and counted."""

    def __init__(self, redis: "Redis") -> None:
        self._redis = redis
        self._buckets: Buckets | None = None
        self._group: Group[Post, bool] = Group(self._take)
        gevent.spawn(self._connect)

    def allows(self, source: UUID, address: str, rate_per_second: int) -> bool:
        """Take one token if there is one, and say so; True when that cannot be known within 20 ms."""
        if self._buckets is None:
            RATE_SKIPPED.inc()
            return True
        try:
            return self._group.join(Post(source, address, rate_per_second))
        except (CrowdedError, AbandonedError):
            RATE_SKIPPED.inc()
            return True

    def _take(self, posts: Sequence[Post]) -> Sequence[bool]:
        try:
            if self._buckets is not None:  # lost, while these posts waited for their turn
                return self._buckets.take(posts)
        except LateError:
            self._rest(self._catch_up)
        except (RedisError, OSError) as problem:
            log.warning("rates are not limited: Redis does not answer", reason=str(problem))
            self._rest(self._lose)
        RATE_SKIPPED.inc(len(posts))
        return [True] * len(posts)

    def _rest(self, what_then: Callable[[Buckets], None]) -> None:
        """Ask nothing more until that is done, in the background."""
        if self._buckets is not None:
            gevent.spawn(what_then, self._buckets)
        self._buckets = None

    def _catch_up(self, buckets: Buckets) -> None:
        try:
            buckets.catch_up()
        except (RedisError, OSError) as problem:
            log.warning("rates are not limited: Redis does not answer", reason=str(problem))
            self._lose(buckets)
        else:
            self._buckets = buckets

    def _lose(self, buckets: Buckets) -> None:
        buckets.close()
        gevent.sleep(
            RETRY_SECONDS
        )  # what it refuses now, for want of memory say, it will refuse at once again
        self._connect()

    def _connect(self) -> None:
        """Connect, however long that takes; no post waits for it."""
        is_told = False
        while self._buckets is None:
            try:
                self._buckets = Buckets(self._redis)
            except (RedisError, OSError) as problem:
                if not is_told:
                    log.warning("rates are not limited: no connection to Redis", reason=str(problem))
                is_told = True
                gevent.sleep(RETRY_SECONDS)
        if is_told:
            log.info("rates are limited again")
