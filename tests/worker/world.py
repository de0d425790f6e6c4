"""What the API would have written, by SQL; and what the worker wrote, read back."""

import json
from base64 import b64encode
from itertools import count
from typing import Any
from uuid import UUID

from core.database import connect
from core.ids import uuid7
from core.sealing import Sealer

SEAL_KEY = bytes(range(32))
SECRET = "whsec_" + b64encode(b"a secret of ours, 24 byt").decode()
SEALER = Sealer([SEAL_KEY])

TABLES = ("attempts", "deliveries", "events", "routes", "destinations", "sources")

SOURCE = """
insert into sources (name, ingest_key, scheme, tolerance_seconds, max_bytes, rate_per_second, enabled)
values (%(name)s, %(name)s, 'none', 300, 1048576, 100, true) returning id
"""
DESTINATION = """
insert into destinations (name, url, signing_secrets, max_in_flight, timeout_seconds, state, slow)
values (%(name)s, %(url)s, %(secrets)s, %(max_in_flight)s, %(timeout_seconds)s, %(state)s, %(slow)s)
returning id
"""
EVENT = """
insert into events (id, source_id, method, content_type, headers, body)
values (%(id)s, %(source_id)s, 'POST', %(content_type)s, %(headers)s, %(body)s)
"""
DELIVERY = """
insert into deliveries (id, event_id, destination_id, state, attempts, claims, due_at, lease)
values (%(id)s, %(event_id)s, %(destination_id)s, %(state)s, %(attempts)s, %(claims)s,
  now() + %(due_in)s * interval '1 second', %(lease)s)
"""


class World:
    def __init__(self, url: str) -> None:
        self.url = url
        self.connection = connect(url, "test")
        self._numbers = count(1)

    def begin(self) -> None:
        """Empty it, but for one source."""
        for table in TABLES:
            self.connection.execute(f"delete from {table}")  # type: ignore[call-overload]
        self.source_id = self._id(SOURCE, name="github")

    def reconnect(self) -> None:
        self.connection.close()
        self.connection = connect(self.url, "test")

    def destination(self, url: str, **changes: Any) -> UUID:
        values = {
            "name": f"destination-{next(self._numbers)}",
            "url": url,
            "secrets": [SEALER.seal(SECRET)],
            "max_in_flight": 4,
            "timeout_seconds": 15,
            "state": "enabled",
            "slow": False,
        }
        return self._id(DESTINATION, **(values | changes))

    def event(
        self,
        body: bytes = b"{}",
        headers: tuple[tuple[str, str], ...] = (),
        content_type: str | None = "application/json",
    ) -> UUID:
        values = {
            "id": uuid7(),
            "source_id": self.source_id,
            "content_type": content_type,
            "headers": json.dumps(headers),
            "body": body,
        }
        self.connection.execute(EVENT, values)
        return values["id"]  # type: ignore[return-value]

    def delivery(self, destination: UUID, event: UUID | None = None, **changes: Any) -> UUID:
        values = {"state": "pending", "attempts": 0, "claims": 0, "due_in": 0, "lease": None}
        ids = {"id": uuid7(), "event_id": event or self.event(), "destination_id": destination}
        self.connection.execute(DELIVERY, values | ids | changes)
        return ids["id"]

    def deliveries(self, destination: UUID, number: int) -> list[UUID]:
        event = self.event()
        return [self.delivery(destination, event) for _ in range(number)]

    def row(self, delivery: UUID) -> dict[str, Any]:
        found = self.connection.execute(
            "select *, extract(epoch from due_at - now())::float8 as due_in from deliveries where id = %s",
            (delivery,),
        ).fetchone()
        assert found
        return found

    def attempts(self, delivery: UUID) -> list[dict[str, Any]]:
        query = "select * from attempts where delivery_id = %s order by n"
        return self.connection.execute(query, (delivery,)).fetchall()

    def destination_row(self, destination: UUID) -> dict[str, Any]:
        found = self.connection.execute("select * from destinations where id = %s", (destination,)).fetchone()
        assert found
        return found

    def count(self, state: str, destination: UUID | None = None) -> int:
        query = """select count(*)::integer as n from deliveries
            where state = %s::delivery_state and (%s::uuid is null or destination_id = %s)"""
        row = self.connection.execute(query, (state, destination, destination)).fetchone()
        assert row
        return int(row["n"])

    def _id(self, statement: str, **values: Any) -> UUID:
        row = self.connection.execute(statement, values).fetchone()  # type: ignore[call-overload]
        assert row
        return UUID(str(row["id"]))
