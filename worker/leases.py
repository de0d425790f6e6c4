"""SQL of a batch: what a lease covers, and the one statement that ends it.

Statements that name ids are planned anew each time (prepare=False): only constants tell the planner which
partitions not to open at all.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.rows import args_row, class_row

from core.database import Connection
from worker.results import Lease, Leased, Result

BIG_BODY_BYTES = 65_536
"""Bodies over this size are read one by one, when they are posted."""


@dataclass(frozen=True, slots=True)
class Event:
    """What of an event is sent on: headers as JSON text, no body when it is big, no type when none came."""

    id: UUID
    source: str
    headers: str
    content_type: str | None
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a batch goes. `signing_secrets` are sealed; `is_open`: it takes deliveries now."""

    id: UUID
    name: str
    url: str
    signing_secrets: list[bytes]
    max_in_flight: int
    timeout_seconds: int
    is_open: bool
    is_slow: bool
    is_failing: bool


HELD = """
select id, event_id, attempts, claims, extract(epoch from due_at - now())::float8 as seconds_left
from deliveries
where destination_id = %(destination)s and state = 'sending' and due_at > now()
  and id = any(%(ids)b) and lease = %(lease)s
"""

RENEW = """
update deliveries set
  due_at = now() + %(seconds)s * interval '1 second', claims = claims + (claims > 0)::integer
where destination_id = %(destination)s and state = 'sending' and id = any(%(ids)b) and lease = %(lease)s
returning id, event_id, attempts, claims, %(seconds)s::float8 as seconds_left
"""

EVENTS = """
select e.id, s.name as source, e.headers::text as headers, e.content_type,
  case when octet_length(e.body) <= %(big)s then e.body end as body
from events e join sources s on s.id = e.source_id
where e.id = any(%(ids)b)
"""

# All secrets sign for a day after a rotation, then the newest alone.
DESTINATION = """
select id, name, url, max_in_flight,
  case when rotated_at > now() - interval '24 hours' then signing_secrets else signing_secrets[1:1] end
    as signing_secrets, timeout_seconds,
  state = 'enabled' and deleted_at is null as is_open, slow as is_slow, failures > 0 as is_failing
from destinations where id = %(id)s
"""

FINISH = """
with result as materialized (
  select * from json_to_recordset(%(results)s::json) as r(
    id uuid, state delivery_state, delay float8, attempts smallint, claims smallint, error delivery_error,
    started_at timestamptz, duration_ms integer, status smallint, response_head bytea)
), finished as (
  update deliveries d set
    state = r.state, attempts = r.attempts, claims = r.claims, lease = null,
    due_at = now() + r.delay * interval '1 second',
    finished_at = case when r.state <> 'pending' then now() end,
    last_status = case when r.started_at is null then d.last_status else r.status end,
    last_error = case when r.started_at is null then coalesce(r.error, d.last_error) else r.error end
  from result r
  where d.destination_id = %(destination)s and d.state = 'sending'
    and d.id = any(%(ids)b) and d.id = r.id and d.lease = %(lease)s
  returning r.*
), logged as (
  insert into attempts (delivery_id, n, started_at, duration_ms, status, error, response_head)
  select id, attempts, started_at, duration_ms, status, error, response_head
  from finished where started_at is not null
)
select count(*) as finished from finished
"""


def hold(connection: Connection, lease: Lease, seconds: float, needed: float) -> list[Leased]:
    """Return those deliveries that the lease still covers, in its order.

    It is renewed for `seconds` when less than `needed` are left, or when one has been through this before.
    """
    values = {
        "destination": lease.destination,
        "lease": lease.id,
        "ids": list(lease.deliveries),
        "seconds": seconds,
    }
    with connection.cursor(row_factory=args_row(Leased), binary=True) as cursor:
        held = cursor.execute(HELD, values, prepare=False).fetchall()
        if any(delivery.seconds_left < needed or delivery.claims for delivery in held):
            held = cursor.execute(RENEW, values, prepare=False).fetchall()
    places = {id_: place for place, id_ in enumerate(lease.deliveries)}
    return sorted(held, key=lambda delivery: places[delivery.id])


def events_of(connection: Connection, held: Sequence[Leased]) -> dict[UUID, Event]:
    """Return the events of deliveries by their ids."""
    values = {"ids": list({delivery.event_id for delivery in held}), "big": BIG_BODY_BYTES}
    with connection.cursor(row_factory=args_row(Event), binary=True) as cursor:
        return {event.id: event for event in cursor.execute(EVENTS, values, prepare=False)}


def body_of(connection: Connection, event_id: UUID) -> bytes:
    """Return one event's body."""
    with connection.cursor(binary=True) as cursor:
        row = cursor.execute("select body from events where id = %s", (event_id,), prepare=False).fetchone()
    if row is None:
        raise LookupError(f"event {event_id} is gone")
    return bytes(row["body"])


def destination_of(connection: Connection, id_: UUID) -> Destination:
    """Return a destination, as its settings are now."""
    with connection.cursor(row_factory=class_row(Destination), binary=True) as cursor:
        destination = cursor.execute(DESTINATION, {"id": id_}).fetchone()
    if destination is None:
        raise LookupError(f"destination {id_} is gone")
    return destination


def finish(connection: Connection, lease: Lease, results: Sequence[Result]) -> bool:
    """Write what became of deliveries that the lease still covers, and return whether it did of any.

    A second time it changes nothing.
    """
    values = {
        "destination": lease.destination,
        "lease": lease.id,
        "ids": [result.id for result in results],
        "results": json.dumps([_record(result) for result in results]),
    }
    row = connection.execute(FINISH, values, prepare=False).fetchone()
    return bool(row and row["finished"])


def _record(result: Result) -> dict[str, Any]:
    record = {
        "id": str(result.id),
        "state": result.state,
        "delay": result.delay,
        "attempts": result.attempts,
        "claims": result.claims,
        "error": result.error,
    }
    if attempt := result.attempt:
        record |= {
            "started_at": attempt.started_at.isoformat(),
            "duration_ms": attempt.duration_ms,
            "status": attempt.status,
            "response_head": None if attempt.head is None else f"\\x{attempt.head.hex()}",
        }
    return record
