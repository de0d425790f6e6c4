"""The API in this process, on a real database; what ingest would have written is written by SQL."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from core import database
from core.ids import uuid7
from core.settings import ApiSettings
from service.app import create_app

KEY = "the-admin-key"
SEAL_KEY = b64encode(bytes(range(32))).decode()
NUMBERS = count(1)

EVENT = """
insert into events (id, source_id, provider_id, type, method, content_type, headers, body)
values (%(id)s, %(source_id)s, %(provider_id)s, %(type)s, 'POST', 'application/json', %(headers)s, %(body)s)
"""
DELIVERY = """
insert into deliveries (id, event_id, destination_id, state)
values (%(id)s, %(event_id)s, %(destination_id)s, %(state)s)
"""


BEGIN = uuid7().int


def next_id() -> UUID:
    """Return an id a millisecond after the one before, for ids of one millisecond have no order."""
    return UUID(int=BEGIN + (next(NUMBERS) << 80))


class NoStore:
    """A store for apps whose tests send no webhooks."""

    def store(self, event: object) -> None:
        raise AssertionError("a test of /v1 stored an event")


def environ(database_url: str, redis_url: str, **more: str) -> dict[str, str]:
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "API_KEY": KEY,
        "SEAL_KEYS": SEAL_KEY,
        "PUBLIC_URL": "https://hooks.example.com/",
    } | more


@dataclass
class Api:
    """A client that holds a key."""

    app: Flask
    key: str = KEY

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        **query: Any,
    ) -> TestResponse:
        return self.app.test_client().open(
            path,
            method=method,
            data=None if body is None else json.dumps(body),
            query_string=query,
            headers={"Authorization": f"Bearer {self.key}"} | (headers or {}),
        )

    def get(self, path: str, **query: Any) -> Any:
        """Return the answer's JSON."""
        response = self.send("GET", path, **query)
        assert response.status_code == 200, response.text
        return response.json

    def make(self, path: str, **fields: Any) -> Any:
        """POST and return what was made."""
        response = self.send("POST", path, fields)
        assert response.status_code == 201, response.text
        return response.json

    def change(self, path: str, **fields: Any) -> Any:
        """PATCH and return what it became."""
        response = self.send("PATCH", path, fields)
        assert response.status_code == 200, response.text
        return response.json

    def wrong_fields(self, method: str, path: str, body: Any = None, **query: Any) -> dict[str, str]:
        """Send what must be a 400, and return its messages by field."""
        response = self.send(method, path, body, **query)
        assert response.status_code == 400, response.text
        assert response.content_type == "application/problem+json"
        return {error["field"]: error["message"] for error in response.json["errors"]}


@pytest.fixture(scope="module")
def app(module_database_url: str) -> Iterator[Flask]:
    variables = environ(module_database_url, "redis://127.0.0.1:1/0", CORS_ORIGINS="https://ui.example.com")
    app = create_app(ApiSettings.from_environ(variables), NoStore())
    yield app
    app.extensions["services"].pool.close()


@pytest.fixture(scope="module")
def api(app: Flask) -> Api:
    return Api(app)


@pytest.fixture
def name() -> str:
    """Return a name that nothing has yet."""
    return f"n-{next(NUMBERS)}"


@pytest.fixture(scope="module")
def rows(module_database_url: str) -> Iterator[database.Connection]:
    with database.connect(module_database_url, "test") as connection:
        yield connection


@dataclass
class Received:
    """Writes events and deliveries as ingest does."""

    rows: database.Connection

    def event(self, source: Any, **columns: Any) -> str:
        defaults = {"provider_id": None, "type": None, "headers": "[]", "body": b"", "id": next_id()}
        row = defaults | {"source_id": source["id"]} | columns
        self.rows.execute(EVENT, row)
        return str(row["id"])

    def delivery(self, event_id: str, destination: Any, state: str = "pending", **columns: Any) -> str:
        row = {"id": next_id(), "event_id": event_id, "destination_id": destination["id"], "state": state}
        self.rows.execute(DELIVERY, row)
        for column, value in columns.items():
            self.rows.execute(f"update deliveries set {column} = %s where id = %s", [value, row["id"]])
        return str(row["id"])


@pytest.fixture(scope="module")
def received(rows: database.Connection) -> Received:
    return Received(rows)


@pytest.fixture
def source(api: Api, name: str) -> Any:
    return api.make("/v1/sources", name=name, scheme="github", secrets=["s"])


@pytest.fixture
def destination(api: Api, name: str, source: Any) -> Any:
    return api.make("/v1/destinations", name=name, url="https://example.com/", sources=[source["name"]])
