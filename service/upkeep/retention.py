"""Retention: days are dropped whole, by age and by size; never one with an unfinished delivery."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial

from core.database import Connection
from core.settings import ApiSettings
from service.upkeep.jobs import Job, Outcome

EVERY_SECONDS = 600
GB = 10**9

DAYS = "select day, bytes from days order by day"
DROP = "select drop_day(%s) as dropped"


class RetentionError(Exception):
    """More is kept than RETENTION_MAX_GB, and nothing more can go."""


@dataclass(frozen=True)
class Day:
    """A day with a partition, and the bytes that it takes up with its indexes."""

    day: date
    bytes: int


def job(settings: ApiSettings) -> Job:
    """Return the job for these settings."""
    return partial(retain, days=settings.retention_days, max_gb=settings.retention_max_gb)


def retain(database: Connection, days: int, max_gb: int | None) -> Outcome:
    """Drop the oldest day that may go, and come back at once for the next; RetentionError above the limit.

    One day a transaction, so that who writes never waits for more than one.
    """
    kept = [Day(row["day"], row["bytes"]) for row in database.execute(DAYS)]
    now = datetime.now(UTC)
    held: list[str] = []
    for day in due(kept, now, days, max_gb):
        row = database.execute(DROP, [day.day]).fetchone()
        if row and row["dropped"]:
            return Outcome(0, {"dropped": str(day.day), "held": held})
        held.append(str(day.day))
    bytes_kept = sum(day.bytes for day in kept)
    if max_gb is not None and bytes_kept > max_gb * GB:
        raise RetentionError(_over(bytes_kept, max_gb, held))
    return Outcome(EVERY_SECONDS, {"bytes": bytes_kept, "held": held})


def due(kept: Sequence[Day], now: datetime, days: int, max_gb: int | None) -> list[Day]:
    """Return the days that should go, oldest first: past the age, or too much; never today or later."""
    oldest = now - timedelta(days=days)
    over = sum(day.bytes for day in kept) - max_gb * GB if max_gb is not None else 0
    found = []
    for day in kept:
        if day.day >= now.date():
            break
        if _end(day) <= oldest or over > 0:
            found.append(day)
            over -= day.bytes
    return found


def _end(day: Day) -> datetime:
    return datetime.combine(day.day, datetime.min.time(), UTC) + timedelta(days=1)


def _over(bytes_kept: int, max_gb: int, held: Sequence[str]) -> str:
    why = f"unfinished deliveries hold back {', '.join(held)}" if held else "all of it is of today"
    return f"RETENTION_MAX_GB is {max_gb}, and {bytes_kept / GB:.1f} GB are kept: {why}"
