"""Replays that are called off, with what of theirs still waits."""

from uuid import UUID

from core.database import Connection

AT_ONCE = 10_000
"""Deliveries that are cancelled in one statement."""

LOCK = "select state from replays where id = %s for update"
WAITING = """
select exists (select from deliveries where replay_id = %s and state = 'pending') as found
"""
CANCEL = "update replays set state = 'cancelled', finished_at = now() where id = %s"
CANCEL_DELIVERIES = """
update deliveries set state = 'cancelled', finished_at = now()
where state = 'pending' and id = any(array(
  select id from deliveries where replay_id = %(replay_id)s and state = 'pending' limit %(at_once)s))
"""
# What was under way when its replay was cancelled may come back to wait for another try.
LATELY_CANCELLED = """
select id from replays
where state = 'cancelled' and finished_at > now() - interval '1 day'
  and exists (select from deliveries where replay_id = replays.id and state = 'pending')
"""


def cancel(database: Connection, replay_id: UUID) -> str | None:
    """Cancel a replay unless it is finished; return the state that it had, None if there is none."""
    row = database.execute(LOCK, [replay_id]).fetchone()
    if row is None:
        return None
    state: str = row["state"]
    if state == "running" or (state == "done" and _waits(database, replay_id)):
        database.execute(CANCEL, [replay_id])
        cancel_deliveries(database, replay_id)
    return state


def cancel_deliveries(database: Connection, replay_id: UUID) -> int:
    """Cancel what waits of a replay, up to AT_ONCE; return how many were cancelled."""
    return database.execute(CANCEL_DELIVERIES, {"replay_id": replay_id, "at_once": AT_ONCE}).rowcount


def cancel_leftovers(database: Connection) -> bool:
    """Cancel what still waits of cancelled replays; return whether there may be more."""
    cancelled = [row["id"] for row in database.execute(LATELY_CANCELLED)]
    counts = [cancel_deliveries(database, replay_id) for replay_id in cancelled]
    return AT_ONCE in counts


def _waits(database: Connection, replay_id: UUID) -> bool:
    row = database.execute(WAITING, [replay_id]).fetchone()
    return bool(row and row["found"])
