"""The keeper: in each process of the API it does jobs that are due, beside the requests, and sets gauges."""

import time
from collections.abc import Mapping

import gevent
import psycopg

from core import logs
from core.database import Connection, connect
from core.settings import ApiSettings
from service import rows
from service.replays.cancelling import cancel_leftovers
from service.replays.filling import fill, waits
from service.upkeep import gauges, partitions, retention, seen, tallies
from service.upkeep.jobs import Job, Outcome, run_due

PAUSE_SECONDS = 1.0
REPLAYS_SECONDS = 60.0
"""When there are some they do not wait for that."""
DOWN_SECONDS = 3.0
GAUGES_SECONDS = 15.0
STATEMENT_TIMEOUT_MS = 120_000
log = logs.get()


def jobs(settings: ApiSettings) -> Mapping[str, Job]:
    """Return every job by the name of its row."""

    def replays(database: Connection) -> Outcome:
        unfinished = fill(database, settings.retention_days)
        return Outcome(0 if cancel_leftovers(database) or unfinished else REPLAYS_SECONDS)

    return {
        "partitions": partitions.make_ahead,
        "retention": retention.job(settings),
        "seen": seen.prune,
        "tallies": tallies.tally,
        "replays": replays,
    }


class Keeper:
    """Runs as long as its process; a connection of its own, which it opens anew when it is lost."""

    def __init__(self, settings: ApiSettings) -> None:
        self._url = settings.database_url.get_secret_value()
        self._jobs = jobs(settings)
        self._next_gauges = 0.0
        self._is_waiting = False

    def start(self) -> None:
        """Run in a greenlet."""
        gevent.spawn(self._run)

    def _run(self) -> None:
        while True:
            try:
                with connect(self._url, "api-upkeep") as database:
                    database.execute(f"set statement_timeout = {STATEMENT_TIMEOUT_MS}; {rows.SESSION}")
                    self._keep(database)
            except psycopg.OperationalError as problem:
                self._tell(str(problem).strip())
            except Exception:
                log.exception("upkeep broke off; it begins again")
            gevent.sleep(DOWN_SECONDS)

    def _tell(self, cause: str) -> None:
        """Say once that the database is away."""
        if not self._is_waiting:
            log.warning("upkeep waits for the database", cause=cause)
        self._is_waiting = True

    def _keep(self, database: Connection) -> None:
        while True:
            urgent = {"replays"} if waits(database) else ()
            more = run_due(database, self._jobs, urgent)
            self._is_waiting = False
            if time.monotonic() >= self._next_gauges:
                gauges.update(database)
                self._next_gauges = time.monotonic() + GAUGES_SECONDS
            gevent.sleep(0 if more else PAUSE_SECONDS)
