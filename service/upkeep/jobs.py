"""Jobs: each is due at its time, and done by whichever process of the API comes first, one at a time."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from core import logs
from core.database import Connection

AGAIN_SECONDS = 15
"""When a job that failed is tried again."""

DUE = "select name from jobs where due_at <= now()"
CLAIM = """
select from jobs where name = %(name)s and (due_at <= now() or %(urgent)s) for update skip locked
"""
SUCCEEDED = """
update jobs set due_at = now() + %(seconds)s * interval '1 second', succeeded_at = now(), failed_at = null,
  error = null, result = %(result)s
where name = %(name)s
"""
FAILED = """
update jobs set due_at = now() + %(seconds)s * interval '1 second', failed_at = coalesce(failed_at, now()),
  error = %(error)s
where name = %(name)s
"""

log = logs.get()


@dataclass(frozen=True)
class Outcome:
    """When a job is due again, in seconds (0: it has more to do), and what it did, for people."""

    seconds: float
    result: dict[str, Any] = field(default_factory=dict)


Job = Callable[[Connection], Outcome]


def run_due(database: Connection, jobs: Mapping[str, Job], urgent: Collection[str] = ()) -> bool:
    """Do what is due; return whether any has more to do at once. psycopg.OperationalError: no database.

    urgent: names of jobs that do not wait for their time.
    """
    due = {row["name"] for row in database.execute(DUE)} | set(urgent)
    outcomes = [_run(database, name, job, name in urgent) for name, job in jobs.items() if name in due]
    return any(outcome is not None and outcome.seconds == 0 for outcome in outcomes)


def _run(database: Connection, name: str, job: Job, urgent: bool) -> Outcome | None:
    with database.transaction():
        if database.execute(CLAIM, {"name": name, "urgent": urgent}).fetchone() is None:
            return None
        try:
            with database.transaction():
                outcome = job(database)
        except Exception as problem:
            if database.broken:
                raise
            _note_failure(database, name, problem)
            return None
        values = {"name": name, "seconds": outcome.seconds, "result": Jsonb(outcome.result)}
        database.execute(SUCCEEDED, values)
    return outcome


def _note_failure(database: Connection, name: str, problem: Exception) -> None:
    """Keep what went wrong where the API shows it. Short waits for a lock end like this now and then."""
    write = log.info if isinstance(problem, psycopg.errors.LockNotAvailable) else log.error
    write("upkeep failed", job=name, cause=str(problem).strip())
    values = {"name": name, "seconds": AGAIN_SECONDS, "error": str(problem).strip()[:1000]}
    database.execute(FAILED, values)
