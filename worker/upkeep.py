"""What the relay does besides: leases that ended, deliveries that nobody may have any more."""

import time

from core import logs
from core.database import Connection
from worker.results import MAX_CLAIMS

log = logs.get()

EVERY_SECONDS = 1
AT_ONCE = 1_000
"""Rows of one kind that are changed in one go."""
GOES = 5
"""So many follow each other; then it is the claims' turn."""

ENDED = "select id from deliveries where state = 'sending' and due_at <= now() limit %(limit)s"

FREE = """
update deliveries set
  state = case when claims >= %(max_claims)s then 'dead' else 'pending' end::delivery_state,
  last_error = case when claims >= %(max_claims)s then 'worker_lost' else last_error end,
  finished_at = case when claims >= %(max_claims)s then now() end,
  claims = greatest(claims, 1), lease = null, due_at = now()
where id = any(%(ids)b) and state = 'sending' and due_at <= now()
"""

UNWANTED = """
select v.id
from destinations d
cross join lateral (
  select id from deliveries where destination_id = d.id and state = 'pending' limit %(limit)s
) v
where d.state = 'disabled' or d.deleted_at is not null
limit %(limit)s
"""

CANCEL = """
update deliveries set state = 'cancelled', finished_at = now() where id = any(%(ids)b) and state = 'pending'
"""


class Upkeep:
    """Runs each duty when its time has come."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._next = 0.0

    def run_due(self) -> None:
        """Do what is due now."""
        now = time.monotonic()
        if now >= self._next:
            self._change("leases ended: deliveries wait again", ENDED, FREE)
            self._change("deliveries of disabled or deleted destinations cancelled", UNWANTED, CANCEL)
            self._next = now + EVERY_SECONDS

    def _change(self, what: str, find: str, update: str) -> None:
        changed = 0
        for _ in range(GOES):
            found = self._change_some(find, update)
            changed += found
            if found < AT_ONCE:
                break
        if changed:
            log.info(what, count=changed)

    def _change_some(self, find: str, update: str) -> int:
        """Update the rows found; two statements, so that the second opens only their partitions."""
        rows = self._connection.execute(find, {"limit": AT_ONCE}, prepare=True)
        ids = [row["id"] for row in rows]
        if not ids:
            return 0
        values = {"ids": ids, "max_claims": MAX_CLAIMS}
        return self._connection.execute(update, values, prepare=False).rowcount
