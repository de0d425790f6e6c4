"""A backlog of deliveries, written straight into the database, and the time that it takes to drain."""

import time

import psycopg

from ops.errors import OpsError

DELIVERIES = 20_000
PATIENCE_SECONDS = 120
POLL_SECONDS = 0.02

EVENTS = """
insert into events (id, source_id, type, method, content_type, headers, body)
select uuid7(), (select id from sources), 'push', 'POST', 'application/json',
  '[["Content-Type", "application/json"], ["X-Github-Event", "push"], ["X-Github-Delivery", "72030017"]]',
  repeat('x', 1024)::bytea
from generate_series(1, %s)
"""
ROUTED = """
insert into deliveries (id, event_id, destination_id)
select uuid7(), event.id, destination.id
from (select id, row_number() over () as number from events order by id desc limit %(count)s) as event
join (select id, row_number() over () as number from destinations) as destination
  on event.number %% %(destinations)s + 1 = destination.number
"""
OPEN = "select count(*) from deliveries where state in ('pending', 'sending')"
FAILED = "select count(*) from deliveries where state <> 'delivered' or attempts <> 1"
WRITTEN = "select count(*) from attempts"


class Backlog:
    """Deliveries of 1 KB events, spread evenly over the destinations."""

    def __init__(self, database: "psycopg.Connection[tuple[int]]", destinations: int) -> None:
        self._database = database
        self._destinations = destinations
        self._made = 0

    def drained_per_second(self) -> float:
        """Make a backlog, let it go, and return deliveries/s; OpsError if one failed."""
        self._database.execute("update destinations set state = 'paused'")
        self._database.execute(EVENTS, (DELIVERIES,))
        self._database.execute(ROUTED, {"count": DELIVERIES, "destinations": self._destinations})
        self._database.execute("vacuum analyze events, deliveries")
        self._made += DELIVERIES
        started = time.monotonic()
        self._database.execute("update destinations set state = 'enabled'")
        seconds = self._await_drained() - started
        self._check()
        return DELIVERIES / seconds

    def _await_drained(self) -> float:
        end = time.monotonic() + PATIENCE_SECONDS
        while self._count(OPEN):
            if time.monotonic() > end:
                raise OpsError(f"{self._count(OPEN)} deliveries were not made within {PATIENCE_SECONDS} s")
            time.sleep(POLL_SECONDS)
        return time.monotonic()

    def _check(self) -> None:
        if self._count(FAILED) or self._count(WRITTEN) != self._made:
            raise OpsError("some deliveries failed or were not written: this run measures nothing")

    def _count(self, statement: str) -> int:
        row = self._database.execute(statement.encode()).fetchone()
        assert row
        return row[0]
