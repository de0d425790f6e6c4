"""Provider ids past the deduplication window, deleted in small batches: the only rows that are."""

from core.database import Connection
from service.upkeep.jobs import Outcome

EVERY_SECONDS = 60
AT_ONCE = 1_000

# It waits for nobody: ingest takes rows of this table in an order of its own.
DELETE = """
delete from seen where ctid = any(array(
  select ctid from seen where seen_at < now() - interval '7 days' order by seen_at limit %s
  for update skip locked))
"""


def prune(database: Connection) -> Outcome:
    """Delete the oldest batch of what is past the window."""
    deleted = database.execute(DELETE, [AT_ONCE]).rowcount
    return Outcome(0 if deleted == AT_ONCE else EVERY_SECONDS, {"deleted": deleted})
