"""Group commit: requests that arrive while a statement runs share the next one.

Every answer comes after its own commit. See docs/adr/0003-group-commit.md for what this is worth.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from service.ingest.event import Event
from service.ingest.group import AbandonedError, CrowdedError, Group
from service.ingest.writer import UnavailableError, UnstorableError, Writer

MAX_BYTES = 8 * 1024 * 1024
"""Of the bodies in one statement, unless a single one is larger."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of an event: `id` is its own, or the first one's of which it is a duplicate."""

    id: UUID
    duplicate: bool


class Store(Protocol):
    """Where ingest puts events."""

    def store(self, event: Event) -> Stored:
        """Return once the event is committed; UnavailableError when that is not certain."""


class GroupCommit:
    """A store with one connection; one instance serves all greenlets of a gunicorn worker."""

    def __init__(self, url: str) -> None:
        self._writer = Writer(url)
        self._group: Group[Event, Stored] = Group(self._write, lambda event: len(event.body), MAX_BYTES)

    def store(self, event: Event) -> Stored:
        """Return once the event is committed; UnavailableError when that is not certain."""
        try:
            return self._group.join(event)
        except CrowdedError:
            raise UnavailableError("too many events wait to be stored") from None
        except AbandonedError:
            raise UnavailableError("the statement was abandoned") from None

    def _write(self, events: Sequence[Event]) -> Sequence[Stored | BaseException]:
        try:
            first_ids = self._writer.write(events)
        except UnstorableError as problem:
            # One event that cannot be stored must not fail the others.
            return [problem] if len(events) == 1 else [self._write([event])[0] for event in events]
        except Exception as problem:
            return [problem] * len(events)
        return [
            Stored(first_id, duplicate=first_id != event.id)
            for event, first_id in zip(events, first_ids, strict=True)
        ]
