"""Posts a batch of deliveries to one destination."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from threading import BoundedSemaphore
from uuid import UUID

from core import logs
from worker.answer import Error, PostError
from worker.client import Client
from worker.health import Health
from worker.leases import Event
from worker.request import Target, compose
from worker.results import GONE, Attempt, Leased, Outcome, Result, attempted, lost, returned

log = logs.get()

BUDGET_SECONDS = 1.0
"""A batch begins no post after that long, so that it holds a process hardly longer than its slowest post."""

SLOW_SECONDS = 1.0
"""A destination that takes longer for a post is slow."""

BIG_POLL_SECONDS = 0.01


class Batch:
    """Posts to a destination, at most max_in_flight at once.

    read_body: reads the body of an event that came without it; big: how many of those the process may have
    at once; seconds: how long the batch may take.
    """

    def __init__(
        self,
        client: Client,
        target: Target,
        deliveries: Sequence[Leased],
        events: Mapping[UUID, Event],
        read_body: Callable[[UUID], bytes],
        big: BoundedSemaphore,
        seconds: float,
    ) -> None:
        self._client = client
        self._target = target
        self._waiting = deque(deliveries)
        self._events = events
        self._read_body = read_body
        self._seconds = seconds
        self._big = big
        self._results: list[Result] = []
        self._health = Health()
        self._posts: list[asyncio.Task[None]] = []

    async def run(self) -> Outcome:
        """Post until all are done or it is time to stop; the outcome has a result for each delivery."""
        await self._client.notice_closed()
        self._started = time.monotonic()
        self._stop_at = self._started + min(BUDGET_SECONDS, self._seconds / 2)
        async with asyncio.TaskGroup() as posts:
            for _ in range(min(self._target.max_in_flight, len(self._waiting))):
                self._posts.append(posts.create_task(self._work()))
        untried = [returned(delivery) for delivery in self._waiting]
        return Outcome(self._results + untried, self._health)

    def give_up(self) -> None:
        """Return, untried, what has no answer yet."""
        self._stop_at = 0
        for post in self._posts:
            post.cancel()

    async def _work(self) -> None:
        while self._waiting and not self._is_time_to_stop():
            delivery = self._waiting.popleft()
            try:
                result = await self._deliver(delivery)
            except asyncio.CancelledError:
                result = returned(delivery)
            except Exception:
                log.exception("a delivery failed in the worker", delivery_id=delivery.id)
                result = lost(delivery)
            self._results.append(result)

    async def _deliver(self, delivery: Leased) -> Result:
        event = self._events[delivery.event_id]
        if event.body is not None:
            return await self._post(delivery, event, event.body)
        while not self._big.acquire(blocking=False):
            if self._is_time_to_stop():
                return returned(delivery)
            await asyncio.sleep(BIG_POLL_SECONDS)
        try:
            return await self._post(delivery, event, self._read_body(event.id))
        finally:
            self._big.release()

    def _is_time_to_stop(self) -> bool:
        return time.monotonic() >= self._stop_at

    async def _post(self, delivery: Leased, event: Event, body: bytes) -> Result:
        headers = compose(delivery, event, self._target.keys, body)
        started_at, started = datetime.now(UTC), time.monotonic()
        timeout = min(self._target.timeout_seconds, self._started + self._seconds - started)
        status = content = retry_after = error = None
        try:
            answer = await self._client.post(self._target.url, headers, body, timeout)
            status, content, retry_after = answer.status, answer.head, answer.retry_after
            error = None if 200 <= status < 300 else Error.HTTP
        except PostError as problem:
            error = problem.error
        duration = time.monotonic() - started
        attempt = Attempt(started_at, round(duration * 1000), status, error, content)
        self._learn(attempt, duration)
        result = attempted(delivery, attempt, retry_after)
        if error:
            self._tell(delivery, attempt, result)
        return result

    def _learn(self, attempt: Attempt, duration: float) -> None:
        """Note what an attempt says about the destination; after a timeout or a 410 begin no more posts."""
        health, is_timeout = self._health, attempt.error is Error.TIMEOUT
        health.is_slow = bool(health.is_slow) or duration > SLOW_SECONDS or is_timeout
        health.is_gone = health.is_gone or attempt.status == GONE
        health.is_success = health.is_success or attempt.error is None
        health.failures += attempt.error is not None
        if health.is_gone or is_timeout:
            self._stop_at = self._started

    def _tell(self, delivery: Leased, attempt: Attempt, result: Result) -> None:
        log.info(
            "attempt failed",
            delivery_id=delivery.id,
            event_id=delivery.event_id,
            destination=self._target.name,
            attempt=result.attempts,
            error=attempt.error,
            status=attempt.status,
            duration_ms=attempt.duration_ms,
            state=result.state,
            next_in_seconds=round(result.delay),
        )
