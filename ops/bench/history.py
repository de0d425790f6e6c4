"""Events and deliveries of the past twenty hours, written by COPY; some kinds are among the oldest alone."""

import time
from collections.abc import Iterator
from uuid import UUID

import psycopg

from core.ids import uuid7
from ops.bench.stack import Stack

HOURS = 20
SOURCES = 10
BODY = rf"\\x{'78' * 1024}"
HEADERS = '[["User-Agent", "GitHub-Hookshot/bench"], ["X-Github-Event", "push"], ["Accept", "*/*"]]'

EVENTS = "copy events (id, source_id, provider_id, type, method, content_type, headers, body) from stdin"
DELIVERIES = """
copy deliveries (id, event_id, destination_id, state, attempts, last_status, finished_at) from stdin
"""
SEEN = "copy seen (source_id, provider_id, event_id) from stdin"
Database = psycopg.Connection[tuple[object, ...]]

QUIET = 0.02
"""The share of the past in which the last source, its destination, and what is rare occurred."""


class History:
    """Writes `total` events, each with a delivery, into a database with SOURCES sources and destinations."""

    def __init__(self, database_url: str, total: int) -> None:
        self._url = database_url
        self._total = total
        self._begin = time.time_ns() // 1_000_000 - HOURS * 3_600_000
        self.event_ids: list[UUID] = []

    def write(self) -> None:
        """Write all of it; there are no statistics of it yet."""
        with psycopg.connect(self._url, autocommit=True) as database:
            sources = _ids(database, "select id from sources order by name")
            destinations = _ids(database, "select id from destinations order by name")
            self._make_ids()
            _copy(database, EVENTS, self._events(sources))
            _copy(database, DELIVERIES, self._deliveries(destinations))
            _copy(database, SEEN, self._seen(sources))

    def analyze(self) -> None:
        """Have statistics of it, as autovacuum would a minute later."""
        with psycopg.connect(self._url, autocommit=True) as database:
            database.execute("vacuum (analyze) events, deliveries, seen")

    def _make_ids(self) -> None:
        step = HOURS * 3_600_000 / self._total
        low = (1 << 80) - 1
        for number in range(self._total):
            at = self._begin + int(number * step)
            self.event_ids.append(UUID(int=at << 80 | uuid7().int & low))
        self.event_ids.sort()

    def _events(self, sources: list[str]) -> Iterator[str]:
        for number, id_ in enumerate(self.event_ids):
            source = sources[self._place(number)]
            type_ = "rare" if self._is_old(number) and number % 2 else ("push", "ping")[number % 3 == 0]
            yield f"{id_}\t{source}\tp-{number}\t{type_}\tPOST\tapplication/json\t{HEADERS}\t{BODY}\n"

    def _deliveries(self, destinations: list[str]) -> Iterator[str]:
        for number, id_ in enumerate(self.event_ids):
            state = "dead" if self._is_old(number) and number % 2 else "delivered"
            delivery = UUID(int=id_.int ^ 1)
            yield f"{delivery}\t{id_}\t{destinations[self._place(number)]}\t{state}\t1\t200\t2026-01-01Z\n"

    def _seen(self, sources: list[str]) -> Iterator[str]:
        for number, id_ in enumerate(self.event_ids):
            yield f"{sources[self._place(number)]}\tp-{number}\t{id_}\n"

    def _place(self, number: int) -> int:
        """Return which source and destination an event has: the last only long ago."""
        return SOURCES - 1 if self._is_old(number) and number % 2 else number % (SOURCES - 1)

    def _is_old(self, number: int) -> bool:
        return number < self._total * QUIET


def fill(stack: Stack, port: int, total: int) -> History:
    """Make sources and destinations by an API, and write a past of theirs straight into its database."""
    for number in range(SOURCES):
        name = f"s{number}"
        stack.call(port, "sources", {"name": name, "scheme": "none"})
        destination = {"name": name, "url": "http://127.0.0.1:9/", "sources": [name]}
        stack.call(port, "destinations", destination)
    history = History(stack.postgres.url(), total)
    history.write()
    history.analyze()
    return history


def _ids(database: Database, query: str) -> list[str]:
    return [str(row[0]) for row in database.execute(query)]


def _copy(database: Database, statement: str, lines: Iterator[str]) -> None:
    with database.cursor().copy(statement) as copy:
        for line in lines:
            copy.write(line)
