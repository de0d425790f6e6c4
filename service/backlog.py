"""What waits to be delivered, told at a bounded cost."""

from core.database import Connection

MANY = 10_000
"""Counted no further."""

COUNTS = """
select (select count(*) from (select from deliveries where state = 'pending' limit %(many)s) p) as waiting,
  (select count(*) from (select from deliveries where state = 'sending' limit %(many)s) s) as sending
"""
# The first of each destination's index: not one row of what waits behind it is read.
OLDEST_DUE = """
select extract(epoch from now() - min(oldest.due_at))::float8 as seconds
from destinations d
cross join lateral (
  select due_at from deliveries where destination_id = d.id and state = 'pending' order by due_at limit 1
) oldest
where d.state = 'enabled' and d.deleted_at is null and oldest.due_at <= now()
"""


def counts(database: Connection) -> dict[str, int]:
    """Return how many deliveries are `waiting` and `sending`; MANY means that or more."""
    row = database.execute(COUNTS, {"many": MANY}, prepare=False).fetchone()
    assert row
    return dict(row)


def oldest_due_seconds(database: Connection) -> float | None:
    """Return for how long the oldest delivery to an enabled destination has been due; None: none is."""
    row = database.execute(OLDEST_DUE, prepare=False).fetchone()
    return row["seconds"] if row else None
