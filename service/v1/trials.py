"""`/v1/destinations/{id}/test`: a delivery of our own making, sent as all others are."""

import json
from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint

from core.database import Connection
from core.ids import uuid7
from core.scopes import Scope
from service.database import connection
from service.problems import Problem
from service.v1 import audit
from service.v1.answers import Delivery
from service.v1.deliveries import find_one
from service.v1.fields import Id, moment
from service.v1.operations import operation

SOURCE_ID = UUID("00000000-0000-7000-8000-000000000001")
TYPE = "webhook-monitor.test"
HEADERS = json.dumps([["Content-Type", "application/json"]])

# Deleted from the beginning: it has no ingest URL, is in no list, and leaves its name to others.
SOURCE = """
insert into sources
  (id, name, ingest_key, scheme, tolerance_seconds, max_bytes, rate_per_second, enabled, deleted_at)
values (%(source_id)s, 'webhook-monitor', '', 'none', 300, 1048576, 1, false, now())
on conflict (id) do nothing
"""
DESTINATION = "select name, state from destinations where id = %s and deleted_at is null for share"
EVENT = """
insert into events (id, source_id, type, method, content_type, headers, body)
values (%(event_id)s, %(source_id)s, %(type)s, 'POST', 'application/json', %(headers)s, %(body)s)
"""
DELIVERY = """
insert into deliveries (id, event_id, destination_id) values (%(id)s, %(event_id)s, %(destination_id)s)
"""

bp = Blueprint("trials", __name__, url_prefix="/destinations")


@bp.post("/<destination_id>/test")
@operation(Scope.ADMIN, 201, problems=[409])
def send(destination_id: Id) -> Delivery:
    """Send it a small JSON event; the answer is the delivery, to be looked at until it is finished."""
    with connection() as database, database.transaction():
        row = database.execute(DESTINATION, [destination_id]).fetchone()
        if row is None:
            raise Problem(404, "not-found", "no destination has this id")
        if row["state"] == "disabled":
            raise Problem(409, "destination-disabled", "it is disabled: enable it first")
        delivery_id = _make(database, destination_id, row["name"])
        audit.record(database, "destination.test", destination_id, row["name"])
        return find_one(database, delivery_id)


def _make(database: Connection, destination_id: UUID, name: str) -> UUID:
    values = {
        "id": uuid7(),
        "event_id": uuid7(),
        "source_id": SOURCE_ID,
        "destination_id": destination_id,
        "type": TYPE,
        "headers": HEADERS,
        "body": _body(name),
    }
    for statement in (SOURCE, EVENT, DELIVERY):
        database.execute(statement, values)
    return values["id"]  # type: ignore[return-value]


def _body(name: str) -> bytes:
    data = {"destination": name, "message": "This is a test: webhook-monitor reaches you."}
    event = {"type": TYPE, "timestamp": moment(datetime.now(UTC)), "data": data}
    return json.dumps(event).encode()
