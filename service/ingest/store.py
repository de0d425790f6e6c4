"""Group commit: requests that arrive while a statement runs share the next one.

No delay is added and no thread commits for others: the first request leads; when its statement is done it
hands the connection to the first that waits, who writes all that wait in one statement. Every answer comes
after its own commit. See docs/adr/0003-group-commit.md for what this is worth.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

import gevent
import psycopg
from gevent.hub import Waiter, get_hub

from service.ingest.event import Event
from service.ingest.writer import UnavailableError, Writer

MAX_EVENTS = 100
MAX_BYTES = 8 * 1024 * 1024
MAX_WAITING = 1_000


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of an event: `id` is its own, or the first one's of which it is a duplicate."""

    id: UUID
    duplicate: bool


class Store(Protocol):
    """Where ingest puts events."""

    def store(self, event: Event) -> Stored:
        """Return once the event is committed; UnavailableError when that is not certain."""


@dataclass(slots=True, eq=False)
class _Turn:
    event: Event
    waiter: "Waiter[bool]" = field(default_factory=Waiter)
    outcome: Stored | BaseException | None = None

    def answer(self) -> Stored:
        if isinstance(self.outcome, Stored):
            return self.outcome
        raise self.outcome or UnavailableError("the statement was abandoned")


class GroupCommit:
    """A store with one connection; one instance serves all greenlets of a gunicorn worker."""

    def __init__(self, url: str) -> None:
        self._writer = Writer(url)
        self._waiting: deque[_Turn] = deque()
        self._busy = False

    def store(self, event: Event) -> Stored:
        """Return once the event is committed; UnavailableError when that is not certain."""
        turn = _Turn(event)
        if self._busy and not self._wait_to_lead(turn):
            return turn.answer()
        self._busy = True
        batch = [turn]
        try:
            gevent.sleep(0)  # requests that are already readable join
            batch += self._followers(len(event.body))
            self._write(batch)
        finally:
            self._hand_over(batch[1:])
        return turn.answer()

    def _wait_to_lead(self, turn: _Turn) -> bool:
        # No time limit here: the connection may be handed to whoever waits. The leader's statement has one.
        if len(self._waiting) >= MAX_WAITING:
            raise UnavailableError("too many events wait to be stored")
        self._waiting.append(turn)
        leads: bool = turn.waiter.get()
        return leads

    def _followers(self, size: int) -> list[_Turn]:
        followers: list[_Turn] = []
        while self._waiting and len(followers) < MAX_EVENTS - 1:
            size += len(self._waiting[0].event.body)
            if size > MAX_BYTES:
                break
            followers.append(self._waiting.popleft())
        return followers

    def _write(self, batch: list[_Turn]) -> None:
        try:
            first_ids = self._writer.write([turn.event for turn in batch])
        except psycopg.DataError as problem:
            self._write_alone(batch, problem)
            return
        except Exception as problem:
            for turn in batch:
                turn.outcome = problem
            return
        for turn, first_id in zip(batch, first_ids, strict=True):
            turn.outcome = Stored(first_id, duplicate=first_id != turn.event.id)

    def _write_alone(self, batch: list[_Turn], problem: psycopg.DataError) -> None:
        """Keep one event that cannot be stored from failing the others."""
        if len(batch) == 1:
            batch[0].outcome = problem
            return
        for turn in batch:
            self._write([turn])

    def _hand_over(self, done: list[_Turn]) -> None:
        wake = get_hub().loop.run_callback
        if self._waiting:
            wake(self._waiting.popleft().waiter.switch, True)
        else:
            self._busy = False
        for turn in done:
            wake(turn.waiter.switch, False)
