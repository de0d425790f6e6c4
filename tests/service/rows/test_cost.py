"""What a list reads is what it shows, or little more, whatever it is filtered by and statistics say."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from core.database import Connection, connect
from ops.bench.history import SOURCES, History
from service.rows import SESSION, deliveries, events
from service.rows.window import Window
from tests.conftest import PostgresEngine, database

EVENTS = 20_000
LIMIT = 51
MOST = 1_500
"""Rows that a list may read: a page of each source, and some more. All that there is, is many times that."""

SOURCE = """
insert into sources (name, ingest_key, scheme, tolerance_seconds, max_bytes, rate_per_second, enabled)
values (%(name)s, %(name)s, 'none', 1, 1, 1, true) returning id
"""
DESTINATION = """
insert into destinations (name, url, signing_secrets, max_in_flight, timeout_seconds)
values (%(name)s, 'https://example.com/', '{}', 4, 15) returning id
"""


@dataclass
class Past:
    """A database with a past: what it holds, and how much a statement reads of it."""

    connection: Connection
    sources: list[UUID]
    destinations: list[UUID]
    event_ids: list[UUID]

    def rows_read(self, module: Any, window: Window, **filters: Any) -> int:
        """Return how many rows the scans of a list touch, shown or not."""
        recorder = Recorder(self.connection)
        module.find(recorder, window, **filters)
        statement, values = recorder.asked
        row = self.connection.execute(f"explain (analyze, format json) {statement}", values).fetchone()
        assert row
        return read_by(row["QUERY PLAN"][0]["Plan"])


class Recorder:
    """Stands for a connection, and keeps what is asked of it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.asked: tuple[str, Any] = ("", None)

    def execute(self, statement: str, values: Any, prepare: bool) -> Any:
        self.asked = statement, values
        return self._connection.execute(statement, values, prepare=prepare)


def read_by(plan: dict[str, Any]) -> int:
    below = sum(read_by(inner) for inner in plan.get("Plans", []))
    if "Scan" not in plan["Node Type"] or "Plans" in plan:
        return below
    removed = sum(plan.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Index Recheck"))
    return below + round((plan["Actual Rows"] + removed) * plan["Actual Loops"])


@pytest.fixture(scope="module", params=["without statistics", "with statistics"])
def past(request: Any, postgres: PostgresEngine, template: str) -> Iterator[Past]:
    with database(postgres, template) as url, connect(url, "test") as connection:
        for kind in (SOURCE, DESTINATION):
            for number in range(SOURCES):
                connection.execute(kind, {"name": f"s{number}"})  # type: ignore[call-overload]
        history = History(url, EVENTS)
        history.write()
        if request.param == "with statistics":
            history.analyze()
        connection.execute(SESSION)
        yield Past(connection, ids(connection, "sources"), ids(connection, "destinations"), history.event_ids)


def ids(connection: Connection, table: str) -> list[UUID]:
    rows = connection.execute(f"select id from {table} order by name")  # type: ignore[call-overload]
    return [row["id"] for row in rows]


EVERY_EVENT_LIST = [
    {},
    {"source": 0},
    {"source": SOURCES - 1},
    {"type": "push"},
    {"type": "rare"},
    {"type": "nothing"},
    {"source": 0, "type": "nothing"},
    {"source": SOURCES - 1, "type": "rare"},
    {"provider_id": f"p-{EVENTS // 2}"},
    {"provider_id": "nothing"},
]
EVERY_DELIVERY_LIST = [
    {},
    *({"state": state} for state in deliveries.STATES),
    {"destination": 0},
    {"destination": SOURCES - 1},
    {"destination": 0, "state": "dead"},
    {"destination": SOURCES - 1, "state": "cancelled"},
    {"event": EVENTS // 2},
]


def windows(past: Past) -> list[Window]:
    middle = past.event_ids[EVENTS // 2]
    return [Window(LIMIT), Window(LIMIT, ceiling=middle), Window(LIMIT, floor=middle)]


@pytest.mark.parametrize("filters", EVERY_EVENT_LIST, ids=str)
def test_lists_of_events_read_little(past, filters):
    given = dict(filters)
    if "source" in given:
        given["source_id"] = past.sources[given.pop("source")]
    for window in windows(past):
        assert past.rows_read(events, window, **given) <= MOST


@pytest.mark.parametrize("filters", EVERY_DELIVERY_LIST, ids=str)
def test_lists_of_deliveries_read_little(past, filters):
    given = dict(filters)
    if "destination" in given:
        given["destination_id"] = past.destinations[given.pop("destination")]
    if "event" in given:
        given["event_id"] = past.event_ids[given.pop("event")]
    for window in windows(past):
        assert past.rows_read(deliveries, window, **given) <= MOST
