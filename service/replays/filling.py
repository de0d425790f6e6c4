"""Replays by filter, a batch of events at a time, newest first; any process may go on with them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from core.database import Connection
from service.replays.cancelling import LATELY_CANCELLED
from service.replays.making import hold_days, make
from service.rows import deliveries, events
from service.rows.window import DAY_MS, FIRST, Window, first_id

BATCH = 500

RUNNING = "select id from replays where state = 'running' order by id"
WAITS = f"""
select exists (select from replays where state = 'running') or exists ({LATELY_CANCELLED}) as waits
"""  # noqa: S608 - of constants
ONE = """
select id, request, next_below from replays where id = %s and state = 'running' for update skip locked
"""
ADVANCE = """
update replays set matched = matched + %(matched)s, created = created + %(created)s,
  next_below = coalesce(%(next_below)s, next_below),
  state = (case when %(next_below)s::uuid is null then 'done' else 'running' end)::replay_state,
  finished_at = case when %(next_below)s::uuid is null then now() end
where id = %(id)s
"""
# An event of several deliveries that fit is taken with the newest of them: none of these is above the batch.
OF_DELIVERIES = """
select e.id from events e
where e.id = any(%(ids)s) and e.id >= %(floor)s and e.id < %(to)s
  and (%(source_id)s::uuid is null or e.source_id = %(source_id)s)
  and (%(type)s::text is null or e.type = %(type)s)
  and not exists (
    select from deliveries d
    where d.event_id = e.id and d.id >= %(above)s and d.id < %(replay_id)s
      and (%(state)s::delivery_state is null or d.state = %(state)s)
      and (%(destination_id)s::uuid is null or d.destination_id = %(destination_id)s))
"""


@dataclass(frozen=True)
class Batch:
    """Events that fit, and the id below which the next batch begins; None: this was the last."""

    event_ids: list[UUID]
    next_below: UUID | None


def waits(database: Connection) -> bool:
    """Say whether a replay is running, or something of a cancelled one waits."""
    row = database.execute(WAITS).fetchone()
    return bool(row and row["waits"])


def fill(database: Connection, retention_days: int) -> bool:
    """Go on with every running replay by one batch; return whether any is left."""
    running = [row["id"] for row in database.execute(RUNNING)]
    unfinished = [_step(database, replay_id, retention_days) for replay_id in running]
    return any(unfinished)


def horizon(retention_days: int) -> UUID:
    """Return the first id that is not past retention."""
    oldest = datetime.now(UTC) - timedelta(days=retention_days)
    return first_id(int(oldest.timestamp() * 1000))


def _step(database: Connection, replay_id: UUID, retention_days: int) -> bool:
    with database.transaction():
        row = database.execute(ONE, [replay_id]).fetchone()
        if row is None:  # another process is at it, or it was cancelled
            return False
        hold_days(database)
        wanted = row["request"]
        batch = _batch(database, row, horizon(retention_days))
        created = make(database, replay_id, batch.event_ids, _ids(wanted["destination_ids"]))
        values = {"matched": len(batch.event_ids), "created": created, "next_below": batch.next_below}
        database.execute(ADVANCE, values | {"id": replay_id})
    return batch.next_below is not None


def _batch(database: Connection, row: dict[str, Any], oldest: UUID) -> Batch:
    wanted = row["request"]
    if wanted["matches_nothing"]:
        return Batch([], None)
    floor = max(oldest, _id(wanted["since"]) or FIRST)
    if wanted["state"] or wanted["destination_id"]:
        return _by_deliveries(database, row, floor)
    to = _id(wanted["to"]) or row["next_below"]
    window = Window(BATCH, floor, min(to, row["next_below"]))
    rows = events.find(database, window, _id(wanted["source_id"]), wanted["type"])
    return Batch([found["id"] for found in rows], _next_below(rows))


def _by_deliveries(database: Connection, row: dict[str, Any], floor: UUID) -> Batch:
    wanted = row["request"]
    state, destination_id = wanted["state"], _id(wanted["destination_id"])
    # A delivery is made with or after its event; the day is for clocks that differ.
    window = Window(BATCH, first_id((floor.int >> 80) - DAY_MS), row["next_below"])
    rows = deliveries.find(database, window, state, destination_id)
    values = {
        "ids": [found["event_id"] for found in rows],
        "floor": floor,
        "to": _id(wanted["to"]) or row["id"],
        "above": row["next_below"],
        "replay_id": row["id"],
        "source_id": _id(wanted["source_id"]),
        "type": wanted["type"],
        "state": state,
        "destination_id": destination_id,
    }
    found_ids = [found["id"] for found in database.execute(OF_DELIVERIES, values, prepare=False)]
    return Batch(found_ids, _next_below(rows))


def _next_below(rows: list[dict[str, Any]]) -> UUID | None:
    return rows[-1]["id"] if len(rows) == BATCH else None


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _ids(texts: list[str] | None) -> list[UUID] | None:
    return None if texts is None else [UUID(text) for text in texts]
