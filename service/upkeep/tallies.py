"""A row of figures for each minute, kept for a week: charts need not count what may be millions of rows."""

from datetime import datetime, timedelta

from core.database import Connection
from service import backlog
from service.upkeep.jobs import Outcome

EVERY_SECONDS = 15
MINUTE = timedelta(minutes=1)
AT_ONCE = 60
"""Minutes that are made up in one go."""

# A minute is counted some seconds after its end, when what was being written then is there.
SPAN = """
select ended,
  greatest((select max(minute) + interval '1 minute' from tallies), ended - interval '1 day') as next
from (select date_trunc('minute', now() - interval '8 seconds') as ended) clock
"""
TALLY = """
insert into tallies
select (extract(epoch from %(minute)s)::bigint / 60 %% 10080)::integer, %(minute)s,
  (select count(*) from events where id >= uuid7_floor(%(minute)s) and id < uuid7_floor(%(end)s)),
  finished.delivered, finished.dead, finished.cancelled,
  (select count(*) from attempts
   where started_at >= %(minute)s and started_at < %(end)s and error is not null),
  finished.p50, finished.p95, %(oldest_due_seconds)s::real
from (
  select count(*) filter (where state = 'delivered') as delivered,
    count(*) filter (where state = 'dead') as dead,
    count(*) filter (where state = 'cancelled') as cancelled,
    percentile_disc(0.50) within group (order by latency) filter (where state = 'delivered') as p50,
    percentile_disc(0.95) within group (order by latency) filter (where state = 'delivered') as p95
  from (
    select state, greatest(extract(epoch from finished_at - uuid7_time(id)) * 1000, 0)::integer as latency
    from deliveries where finished_at >= %(minute)s and finished_at < %(end)s
  ) of_minute
) finished
on conflict (slot) do update set minute = excluded.minute, received = excluded.received,
  delivered = excluded.delivered, dead = excluded.dead, cancelled = excluded.cancelled,
  failed_attempts = excluded.failed_attempts, latency_p50_ms = excluded.latency_p50_ms,
  latency_p95_ms = excluded.latency_p95_ms, oldest_due_seconds = excluded.oldest_due_seconds
"""


def tally(database: Connection) -> Outcome:
    """Count the minutes that ended since the last one that was counted, a day of them at most."""
    row = database.execute(SPAN).fetchone()
    assert row
    minute: datetime = row["next"]
    for _ in range(AT_ONCE):
        if minute >= row["ended"]:
            return Outcome(EVERY_SECONDS, {"until": row["ended"].isoformat()})
        end = minute + MINUTE
        age = _oldest_due_seconds(database) if end == row["ended"] else None
        database.execute(TALLY, {"minute": minute, "end": end, "oldest_due_seconds": age}, prepare=False)
        minute = end
    return Outcome(0, {"until": minute.isoformat()})


def _oldest_due_seconds(database: Connection) -> float:
    """Return what is seen now, which is of the minute that has just ended; of earlier ones nobody knows."""
    return backlog.oldest_due_seconds(database) or 0.0
