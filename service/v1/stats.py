"""`/v1/stats`: rates, failures, latency and backlog, for charts of an hour, a day or a week."""

from datetime import UTC, datetime, timedelta
from typing import Literal

from flask import Blueprint

from core.database import Connection
from core.scopes import Scope
from service import backlog
from service.database import connection
from service.services import services
from service.v1.fields import Strict, moment
from service.v1.figures import Backlog, Bucket, Job, Kept, Stats
from service.v1.operations import operation
from service.v1.pages import Row

MINUTES = {"1h": 60, "24h": 24 * 60, "7d": 7 * 24 * 60}
BUCKET_MINUTES = {"1h": 1, "24h": 15, "7d": 120}

BUCKETS = """
select date_bin(%(width)s, minute, timestamptz '2000-01-01 00:00Z') as at, sum(received)::integer as received,
  sum(delivered)::integer as delivered, sum(dead)::integer as dead, sum(cancelled)::integer as cancelled,
  sum(failed_attempts)::integer as failed_attempts,
  (sum(latency_p50_ms::float8 * delivered) / nullif(sum(delivered), 0))::integer as latency_p50_ms,
  (sum(latency_p95_ms::float8 * delivered) / nullif(sum(delivered), 0))::integer as latency_p95_ms,
  max(oldest_due_seconds)::float8 as oldest_due_seconds
from tallies where minute >= %(from)s and minute < %(to)s group by 1
"""
JOBS = "select name, succeeded_at, failed_at, error from jobs order by name"
KEPT = "select min(day) as oldest_day, sum(bytes)::bigint as bytes from days"

bp = Blueprint("stats", __name__, url_prefix="/stats")


class StatsQuery(Strict):
    """The query of the figures."""

    period: Literal["1h", "24h", "7d"] = "24h"
    """In buckets of a minute, a quarter of an hour, or two hours."""


@bp.get("")
@operation(Scope.READ)
def show(query: StatsQuery) -> Stats:
    """Tell the figures of the last hour, day or week. A minute is told some ten seconds after its end."""
    with connection() as database:
        return {
            "period": query.period,
            "bucket_seconds": BUCKET_MINUTES[query.period] * 60,
            "buckets": _buckets(database, query.period),
            "backlog": _backlog(database),
            "kept": _kept(database),
            "jobs": [_job(row) for row in database.execute(JOBS)],
        }


def _buckets(database: Connection, period: str) -> list[Bucket]:
    width = timedelta(minutes=BUCKET_MINUTES[period])
    last = datetime.now(UTC)
    last -= (last - datetime(2000, 1, 1, tzinfo=UTC)) % width
    first = last + width - timedelta(minutes=MINUTES[period])
    values = {"width": width, "from": first, "to": last + width}
    found = {row["at"]: row for row in database.execute(BUCKETS, values)}
    times = [first + place * width for place in range(MINUTES[period] // BUCKET_MINUTES[period])]
    return [_bucket(at, found.get(at, {})) for at in times]


def _bucket(at: datetime, row: Row) -> Bucket:
    return {
        "at": moment(at),
        "received": row.get("received", 0),
        "delivered": row.get("delivered", 0),
        "dead": row.get("dead", 0),
        "cancelled": row.get("cancelled", 0),
        "failed_attempts": row.get("failed_attempts", 0),
        "latency_p50_ms": row.get("latency_p50_ms"),
        "latency_p95_ms": row.get("latency_p95_ms"),
        "oldest_due_seconds": _rounded(row.get("oldest_due_seconds")),
    }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)


def _backlog(database: Connection) -> Backlog:
    counted, oldest = backlog.counts(database), backlog.oldest_due_seconds(database)
    return {
        "waiting": counted["waiting"],
        "sending": counted["sending"],
        "oldest_due_seconds": _rounded(oldest),
    }


def _kept(database: Connection) -> Kept:
    row = database.execute(KEPT).fetchone()
    assert row
    settings = services().settings
    return {
        "oldest_day": None if row["oldest_day"] is None else row["oldest_day"].isoformat(),
        "bytes": row["bytes"] or 0,
        "retention_days": settings.retention_days,
        "retention_max_gb": settings.retention_max_gb,
    }


def _job(row: Row) -> Job:
    return {
        "name": row["name"],
        "succeeded_at": moment(row["succeeded_at"]),
        "failed_at": moment(row["failed_at"]),
        "error": row["error"],
    }
