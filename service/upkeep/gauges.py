"""What the database says about itself, as metrics: does upkeep work, how far are deliveries behind?"""

from typing import Final

from prometheus_client import Gauge

from core.database import Connection
from service.backlog import oldest_due_seconds

MODE: Final = "mostrecent"
SUCCESS = Gauge(
    "upkeep_last_success_timestamp_seconds", "When a job last succeeded", ["job"], multiprocess_mode=MODE
)
FAILING = Gauge(
    "upkeep_failing_seconds", "For how long a job has failed; 0: it works", ["job"], multiprocess_mode=MODE
)
HELD = Gauge("retention_held_days", "Days past retention with unfinished deliveries", multiprocess_mode=MODE)
AHEAD = Gauge("partitions_ahead_days", "Days for which partitions are made", multiprocess_mode=MODE)
OLDEST_DUE = Gauge(
    "deliveries_oldest_due_seconds", "For how long the oldest delivery has been due", multiprocess_mode=MODE
)

JOBS = """
select name, coalesce(extract(epoch from succeeded_at), 0)::float8 as succeeded,
  coalesce(extract(epoch from now() - failed_at), 0)::float8 as failing,
  coalesce(jsonb_array_length(result -> 'held'), 0) as held
from jobs
"""
LAST_DAY = """
select max(to_date(right(inhrelid::regclass::text, 8), 'YYYYMMDD'))
  - (now() at time zone 'UTC')::date as ahead
from pg_inherits where inhparent = 'events'::regclass
"""


def update(database: Connection) -> None:
    """Read the database and set the gauges."""
    for row in database.execute(JOBS):
        SUCCESS.labels(row["name"]).set(row["succeeded"])
        FAILING.labels(row["name"]).set(row["failing"])
        if row["name"] == "retention":
            HELD.set(row["held"])
    ahead = database.execute(LAST_DAY).fetchone()
    AHEAD.set(ahead["ahead"] if ahead and ahead["ahead"] is not None else -1)
    OLDEST_DUE.set(oldest_due_seconds(database) or 0)
