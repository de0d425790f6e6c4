"""A database of its own per test, for days are dropped from it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from core import database
from core.database import Connection
from core.ids import uuid7

PARTITION = """
create table {parent}_{suffix} partition of {parent}
for values from (uuid7_floor('{day}'::timestamp at time zone 'UTC'))
to (uuid7_floor(('{day}'::date + 1)::timestamp at time zone 'UTC'))
"""


class House:
    """A database with days of the past, and rows in them."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.source = self._id(
            "insert into sources (name, ingest_key, scheme, tolerance_seconds, max_bytes,"
            " rate_per_second, enabled) values ('s', 's', 'none', 1, 1, 1, true) returning id"
        )
        self.destination = self._id(
            "insert into destinations (name, url, signing_secrets, max_in_flight,"
            " timeout_seconds) values ('d', 'https://example.com/', '{}', 4, 15) returning id"
        )

    def make_day(self, days_ago: int) -> str:
        """Make the partitions of a day; return the day."""
        day = (datetime.now(UTC) - timedelta(days=days_ago)).date()
        for parent in ("events", "deliveries", "attempts"):
            statement = PARTITION.format(parent=parent, suffix=f"{day:%Y%m%d}", day=day)
            self.connection.execute(statement)  # type: ignore[call-overload]
        return str(day)

    def id_of(self, days_ago: float) -> UUID:
        """Return an id that was made then."""
        ago = int(timedelta(days=days_ago).total_seconds() * 1000) << 80
        return UUID(int=uuid7().int - ago)

    def event(self, days_ago: float = 0, body: bytes = b"") -> UUID:
        id_ = self.id_of(days_ago)
        self.connection.execute(
            "insert into events (id, source_id, method, headers, body) values (%s, %s, 'POST', '[]', %s)",
            [id_, self.source, body],
        )
        return id_

    def delivery(self, event: UUID, state: str, days_ago: float = 0, **columns: object) -> UUID:
        id_ = self.id_of(days_ago)
        self.connection.execute(
            "insert into deliveries (id, event_id, destination_id, state) values (%s, %s, %s, %s)",
            [id_, event, self.destination, state],
        )
        for name, value in columns.items():
            self.connection.execute(f"update deliveries set {name} = %s where id = %s", [value, id_])  # type: ignore[call-overload]
        return id_

    def days(self) -> list[str]:
        """Return the days of the past that are kept, yesterday aside."""
        query = "select day::text from days where day < (now() at time zone 'UTC')::date - 1 order by day"
        return [row["day"] for row in self.connection.execute(query)]

    def one(self, query: str) -> dict[str, object]:
        row = self.connection.execute(query).fetchone()  # type: ignore[call-overload]
        assert row
        return dict(row)

    def _id(self, statement: str) -> UUID:
        return UUID(str(self.one(statement)["id"]))


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    with database.connect(database_url, "test") as connection:
        yield House(connection)
