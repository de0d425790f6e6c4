"""`/v1/events`: what was received."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, Response

from core.database import Connection
from core.ids import time_of
from core.scopes import Scope
from service.database import connection
from service.problems import Problem
from service.rows import events
from service.rows.deliveries import STATES
from service.v1.answers import Deliveries, Event, EventDetail, Listed
from service.v1.fields import Id, Text, moment
from service.v1.named import source_id_of
from service.v1.operations import operation
from service.v1.pages import NOTHING, Page, PeriodQuery, Row, page_of

ONE = """
select e.id, s.name as source, e.type, e.provider_id, e.content_type, octet_length(e.body) as size, e.method,
  e.headers
from events e join sources s on s.id = e.source_id where e.id = %s
"""
BODY = "select body from events where id = %s"
COUNTS = "select event_id, state, count(*) from deliveries where event_id = any(%s) group by 1, 2"

bp = Blueprint("events", __name__, url_prefix="/events")
Counts = Mapping[UUID, Deliveries]


class EventQuery(PeriodQuery):
    """The query of the list of events."""

    source: Text | None = None
    """A source's name."""
    type: Text | None = None
    provider_id: Text | None = None


@bp.get("")
@operation(Scope.READ)
def index(query: EventQuery) -> Listed[Event]:
    """List events. A value that nothing has matches nothing."""
    with connection() as database:
        page = _page(database, query)
        counts = _counts(database, [row["id"] for row in page.rows])
    return page.of(lambda row: _shown(row, counts))


@bp.get("/<event_id>")
@operation(Scope.READ)
def show(event_id: Id) -> EventDetail:
    """Show one event, without its body."""
    with connection() as database:
        row = database.execute(ONE, [event_id], prepare=False).fetchone()
        counts = _counts(database, [event_id])
    if row is None:
        raise _not_found()
    return {**_shown(row, counts), "method": row["method"], "headers": row["headers"]}


@bp.get("/<event_id>/body")
@operation(Scope.READ, content_type="application/octet-stream")
def body(event_id: Id) -> Response:
    """Return the bytes received, in a form that no browser renders."""
    with connection() as database:
        row = database.execute(BODY, [event_id], binary=True, prepare=False).fetchone()
    if row is None:
        raise _not_found()
    headers = {"X-Content-Type-Options": "nosniff"}
    return Response(row["body"], headers=headers, content_type="application/octet-stream")


def _page(database: Connection, query: EventQuery) -> Page:
    source_id = None
    if query.source is not None and (source_id := source_id_of(database, query.source)) is None:
        return NOTHING
    rows = events.find(database, query.window(), source_id, query.type, query.provider_id)
    return page_of(rows, query.limit)


def _counts(database: Connection, event_ids: list[UUID]) -> Counts:
    counts: defaultdict[UUID, Deliveries] = defaultdict(_none)
    if event_ids:
        for row in database.execute(COUNTS, [event_ids], prepare=False):
            counts[row["event_id"]][row["state"]] = row["count"]  # type: ignore[literal-required]
    return counts


def _none() -> Deliveries:
    return dict.fromkeys(STATES, 0)  # type: ignore[return-value]


def _shown(row: Row, counts: Counts) -> Event:
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
