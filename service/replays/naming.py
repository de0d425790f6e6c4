"""Which of the events that a replay names are there."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from core.database import Connection
from service.problems import Problem, invalid
from service.replays.filling import horizon
from service.rows.window import first_id

FOUND = "select id from events where id = any(%s)"
OLDEST_DAY = "select min(day) as day from days"


def check(database: Connection, event_ids: Sequence[UUID], retention_days: int) -> None:
    """Raise Problem 410 if one of them is past retention, 400 if one is of no event."""
    oldest = horizon(retention_days)
    found = {row["id"] for row in database.execute(FOUND, [list(event_ids)], prepare=False)}
    missing = [id_ for id_ in event_ids if id_ not in found]
    if missing:
        oldest = max(oldest, _oldest_kept(database))
    if any(id_.version == 7 and id_ < oldest for id_ in event_ids):
        raise Problem(
            410, "past-retention", "an event of these is past retention, or its day has been dropped"
        )
    if missing:
        raise invalid({"field": "event_ids", "message": f"no event has the id {missing[0]}"})


def _oldest_kept(database: Connection) -> UUID:
    """Return the first id that a day which is still kept can have."""
    row = database.execute(OLDEST_DAY).fetchone()
    assert row
    day = datetime.combine(row["day"], datetime.min.time(), UTC)
    return first_id(int(day.timestamp() * 1000))
