"""SQL of the relay: which deliveries go out next.

One lease a destination: none is claimed for a destination while others of it are being sent. So max_in_flight
holds over all workers, and no destination takes the place of another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import dict_row, scalar_row

from core.database import Connection
from core.topology import MAX_BATCH, Queue
from worker.turns import Turns

# Statistics of a new day's partition are missing or old, and a plan made from them could read all of it.
# A claim that a crash of PostgreSQL undoes is made again, so nobody waits for its fsync.
SESSION = """
set enable_seqscan = off;
set enable_bitmapscan = off;
set jit = off;
set synchronous_commit = off
"""

# A slow destination gets no more than it can take at once: the rest would only be given back. One whose
# breaker was open gets one delivery, and no second before that one has told.
READY = """
with busy as materialized (select distinct destination_id from deliveries where state = 'sending')
select d.id as destination_id, d.slow, due.ids
from destinations d
cross join lateral (
  select array_agg(v.id) as ids, min(v.due_at) as oldest
  from (
    select id, due_at from deliveries
    where destination_id = d.id and state = 'pending' and due_at <= now()
    order by due_at
    limit case when d.open_until is not null then 1 when d.slow then least(d.max_in_flight, %(batch)s)
      else %(batch)s end
  ) v
) due
where d.state = 'enabled' and d.deleted_at is null and due.ids is not null
  and (d.open_until is null or d.open_until <= now())
  and d.id not in (select destination_id from busy)
order by due.oldest
"""

CLAIM = """
update deliveries
set state = 'sending', lease = %(lease)s, due_at = now() + %(seconds)s * interval '1 second'
where id = any(%(ids)b) and state = 'pending'
returning id
"""

GIVE_BACK = """
update deliveries set state = 'pending', lease = null, due_at = now()
where id = any(%(ids)b) and state = 'sending' and lease = %(lease)s
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """Deliveries of one destination under one lease, oldest first, for one message."""

    destination_id: UUID
    queue: Queue
    lease: UUID
    ids: Sequence[UUID]


def claim(
    connection: Connection, lease: UUID, seconds: float, room: Mapping[Queue, int], turns: Turns
) -> list[Claim]:
    """Lease what is due, no more messages than there is room for in each queue, destinations in turns."""
    chosen = _choose(connection, lease, dict(room), turns)
    ids = [id_ for claim in chosen for id_ in claim.ids]
    if not ids:
        return []
    with connection.cursor(row_factory=scalar_row, binary=True) as cursor:
        values = {"ids": ids, "lease": lease, "seconds": seconds}
        claimed = set(cursor.execute(CLAIM, values, prepare=False))
    kept = [
        Claim(claim.destination_id, claim.queue, lease, [id_ for id_ in claim.ids if id_ in claimed])
        for claim in chosen
    ]
    return [claim for claim in kept if claim.ids]


def give_back(connection: Connection, claims: Sequence[Claim]) -> None:
    """Undo claims that were not published."""
    for claim in claims:
        connection.execute(GIVE_BACK, {"ids": list(claim.ids), "lease": claim.lease}, prepare=False)


def _choose(connection: Connection, lease: UUID, room: dict[Queue, int], turns: Turns) -> list[Claim]:
    chosen = []
    with connection.cursor(row_factory=dict_row, binary=True) as cursor:
        ready = cursor.execute(READY, {"batch": MAX_BATCH}, prepare=True).fetchall()
    for row in turns.in_order(ready):
        queue = Queue.SLOW if row["slow"] else Queue.DELIVER
        if room[queue] > 0:
            room[queue] -= 1
            turns.serve(row["destination_id"])
            chosen.append(Claim(row["destination_id"], queue, lease, row["ids"]))
    return chosen
