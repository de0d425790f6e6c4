"""New deliveries of old events, by today's routes."""

from collections.abc import Sequence
from uuid import UUID

from core.database import Connection
from core.topology import LockKey

# Held by whoever makes deliveries of old events, and by whoever drops a day of them when nobody does.
HOLD_DAYS = "select pg_advisory_xact_lock_shared(%s)"
MAKE = """
insert into deliveries (id, event_id, destination_id, replay_id, state, finished_at)
select uuid7(), e.id, d.id, %(replay_id)s,
  (case when d.state = 'disabled' then 'cancelled' else 'pending' end)::delivery_state,
  case when d.state = 'disabled' then now() end
from events e join routes r using (source_id) join destinations d on d.id = r.destination_id
where e.id = any(%(event_ids)s) and (d.event_types is null or e.type = any(d.event_types))
  and d.deleted_at is null
  and (%(destination_ids)s::uuid[] is null or d.id = any(%(destination_ids)s))
"""


def hold_days(database: Connection) -> None:
    """Keep retention from dropping a day until this transaction ends."""
    database.execute(HOLD_DAYS, [LockKey.DAYS])


def make(
    database: Connection,
    replay_id: UUID,
    event_ids: Sequence[UUID],
    destination_ids: Sequence[UUID] | None,
) -> int:
    """Make the deliveries of a replay for these events; return how many. destination_ids None: all."""
    if not event_ids:
        return 0
    values = {
        "replay_id": replay_id,
        "event_ids": list(event_ids),
        "destination_ids": None if destination_ids is None else list(destination_ids),
    }
    return database.execute(MAKE, values, prepare=False).rowcount
