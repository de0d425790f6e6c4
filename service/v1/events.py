"""`/v1/events`: what was received."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, Response, jsonify

from core.database import Connection
from core.ids import time_of
from service.database import connection
from service.problems import Problem
from service.v1.deliveries import STATES
from service.v1.fields import Id, Text, moment
from service.v1.pages import PeriodQuery, Row, read_page
from service.v1.parsing import parsed

EVENT = "select e.id, s.name as source, e.type, e.provider_id, e.content_type, octet_length(e.body) as size"
LIST = (
    EVENT
    + """
from events e join sources s on s.id = e.source_id
where {where} order by e.id desc limit %(limit)s
"""
)
ONE = EVENT + ", e.method, e.headers from events e join sources s on s.id = e.source_id where e.id = %s"
BODY = "select body from events where id = %s"
COUNTS = "select event_id, state, count(*) from deliveries where event_id = any(%s) group by 1, 2"
FILTERS = {
    "source": """e.source_id = (
        select id from sources where name = %(source)s
        order by deleted_at desc nulls first limit 1)""",
    "type": "e.type = %(type)s",
    "provider_id": "e.provider_id = %(provider_id)s",
    "since": "e.id >= %(since)s",
    "to": "e.id < %(to)s",
    "cursor": "e.id < %(cursor)s",
}

bp = Blueprint("events", __name__, url_prefix="/events")
Counts = Mapping[UUID, dict[str, int]]


class EventQuery(PeriodQuery):
    """The query of the list of events."""

    source: Text | None = None
    type: Text | None = None
    provider_id: Text | None = None


@bp.get("")
@parsed
def index(query: EventQuery) -> Response:
    """List events."""
    with connection() as database:
        page = read_page(database, LIST, FILTERS, query)
        counts = _counts(database, [row["id"] for row in page.rows])
    return jsonify(page.of([_shown(row, counts) for row in page.rows]))


@bp.get("/<event_id>")
@parsed
def show(event_id: Id) -> Response:
    """Show one event, without its body."""
    with connection() as database:
        row = database.execute(ONE, [event_id]).fetchone()
        counts = _counts(database, [event_id])
    if row is None:
        raise _not_found()
    return jsonify(_shown(row, counts) | {"method": row["method"], "headers": row["headers"]})


@bp.get("/<event_id>/body")
@parsed
def body(event_id: Id) -> Response:
    """Return the bytes received, in a form that no browser renders."""
    with connection() as database:
        row = database.execute(BODY, [event_id], binary=True).fetchone()
    if row is None:
        raise _not_found()
    headers = {"X-Content-Type-Options": "nosniff"}
    return Response(row["body"], headers=headers, content_type="application/octet-stream")


def _counts(database: Connection, event_ids: list[UUID]) -> Counts:
    counts: defaultdict[UUID, dict[str, int]] = defaultdict(lambda: dict.fromkeys(STATES, 0))
    for row in database.execute(COUNTS, [event_ids]):
        counts[row["event_id"]][row["state"]] = row["count"]
    return counts


def _shown(row: Row, counts: Counts) -> Row:
    return {
        "id": row["id"],
        "source": row["source"],
        "type": row["type"],
        "provider_id": row["provider_id"],
        "content_type": row["content_type"],
        "size": row["size"],
        "received_at": moment(time_of(row["id"])),
        "deliveries": counts[row["id"]],
    }


def _not_found() -> Problem:
    return Problem(404, "not-found", "no event has this id, or it is past retention")
