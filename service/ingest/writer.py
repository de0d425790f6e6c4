"""The one writing statement of ingest."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from uuid import UUID

import gevent
import psycopg

from core.database import connect
from service.ingest.event import Event
from service.ingest.wire import Oid, Wire, array

PATIENCE_SECONDS = 5.0

WRITE = """
with batch as materialized (
  select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[],
      $8::bytea[])
    as batch(id, source_id, key, provider_id, type, content_type, headers, body)),
first as (
  insert into seen (source_id, provider_id, event_id)
  select source_id, key, id from batch where key is not null
  on conflict (source_id, provider_id) do update set event_id = excluded.event_id, seen_at = now()
    where seen.seen_at < now() - interval '7 days'
  returning event_id),
stored as (
  insert into events (id, source_id, provider_id, type, method, content_type, headers, body)
  select id, source_id, provider_id, type, 'POST', content_type, headers, body from batch
  where provider_id is null or id in (select event_id from first)
  returning id, source_id, type),
routed as (
  insert into deliveries (id, event_id, destination_id, state, finished_at)
  select uuid7(), stored.id, destinations.id,
    (case when state = 'disabled' then 'cancelled' else 'pending' end)::delivery_state,
    case when state = 'disabled' then now() end
  from stored join routes using (source_id) join destinations on destinations.id = destination_id
  where event_types is null or type = any(event_types))
select id from stored
"""
FIRST_IDS = """
select source_id, convert_to(provider_id, 'UTF8'), event_id from seen
where (source_id, provider_id) in (select * from unnest($1::uuid[], $2::text[]))
"""

MAX_KEY_BYTES = 1_000
"""Of a provider id as the index of `seen` holds it; longer ones are there by their digest."""

Key = tuple[UUID, str]


class UnavailableError(Exception):
    """The database did not say that it stored the event."""


class UnstorableError(UnavailableError):
    """A value of the event that the database refuses, and always will."""


class Writer:
    """Writes batches of events on one connection, which it opens, and opens anew, by itself."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._wire: Wire | None = None

    def write(self, events: Sequence[Event]) -> list[UUID]:
        """Commit the events; return for each its own id, or that of the first event with its provider id.

        UnavailableError when the database is away, refuses, or takes longer than five seconds;
        UnstorableError when a value cannot be stored, and then none of the events is.
        """
        try:
            with gevent.Timeout(PATIENCE_SECONDS, UnavailableError("the database is slow")):
                return self._write(events)
        except (psycopg.DataError, psycopg.errors.ProgramLimitExceeded) as problem:
            raise UnstorableError(_said(problem)) from None
        except psycopg.Error as problem:
            self._drop()
            raise UnavailableError(_said(problem)) from None
        except BaseException:
            self._drop()
            raise

    def _write(self, events: Sequence[Event]) -> list[UUID]:
        firsts: dict[Key | UUID, Event] = {}
        for event in events:
            firsts.setdefault(_key(event), event)
        ids = self._store(firsts.values())
        if missing := [key for key in firsts if key not in ids]:
            ids |= self._find(missing)
        return [ids.get(_key(event)) or self._write([event])[0] for event in events]

    def _store(self, events: Iterable[Event]) -> dict[Key | UUID, UUID]:
        # Sorted, because two statements that take the same keys in opposite orders would deadlock.
        batch = sorted(events, key=lambda event: (event.source_id, event.provider_id or ""))
        parameters = [
            array(Oid.UUID, [event.id.bytes for event in batch]),
            array(Oid.UUID, [event.source_id.bytes for event in batch]),
            array(Oid.TEXT, [_text(_seen_as(event.provider_id)) for event in batch]),
            array(Oid.TEXT, [_text(event.provider_id) for event in batch]),
            array(Oid.TEXT, [_text(event.type) for event in batch]),
            array(Oid.TEXT, [_text(event.content_type) for event in batch]),
            array(Oid.JSONB, [b"\x01" + event.headers.encode() for event in batch]),
            array(Oid.BYTEA, [event.body for event in batch]),
        ]
        stored = {row[0] for row in self._ready().execute("write", parameters)}
        return {_key(event): event.id for event in batch if event.id.bytes in stored}

    def _find(self, keys: Iterable[Key | UUID]) -> dict[Key | UUID, UUID]:
        pairs = [key for key in keys if isinstance(key, tuple)]
        parameters = [
            array(Oid.UUID, [source_id.bytes for source_id, _ in pairs]),
            array(Oid.TEXT, [provider_id.encode() for _, provider_id in pairs]),
        ]
        rows = self._ready().execute("first_ids", parameters)
        return {(UUID(bytes=source), str(name, "utf-8")): UUID(bytes=first) for source, name, first in rows}

    def _ready(self) -> Wire:
        if self._wire is None:
            wire = Wire(connect(self._url, "api-ingest"))
            wire.prepare("write", WRITE)
            wire.prepare("first_ids", FIRST_IDS)
            self._wire = wire
        return self._wire

    def _drop(self) -> None:
        wire, self._wire = self._wire, None
        if wire:
            wire.close()


def _key(event: Event) -> Key | UUID:
    seen_as = _seen_as(event.provider_id)
    return event.id if seen_as is None else (event.source_id, seen_as)


def _seen_as(provider_id: str | None) -> str | None:
    if provider_id is None or (provider_id.isascii() and len(provider_id) <= MAX_KEY_BYTES):
        return provider_id
    encoded = provider_id.encode()
    return provider_id if len(encoded) <= MAX_KEY_BYTES else f"sha256:{sha256(encoded).hexdigest()}"


def _text(value: str | None) -> bytes | None:
    return None if value is None else value.encode()


def _said(problem: psycopg.Error) -> str:
    """Return the message without its details: they may repeat what was to be stored."""
    return problem.diag.message_primary or str(problem).strip()
