"""`/v1/deliveries`: what became of each event at each destination."""

from uuid import UUID

from flask import Blueprint

from core.database import Connection
from core.ids import time_of
from core.scopes import Scope
from service.database import connection
from service.problems import Problem
from service.rows import deliveries
from service.v1.answers import Attempt, Delivery, DeliveryDetail, Listed
from service.v1.fields import Id, Text, moment
from service.v1.named import destination_id_of
from service.v1.operations import operation
from service.v1.pages import NOTHING, Page, PeriodQuery, Row, page_of

ONE = """
select d.id, d.event_id, t.name as destination, d.state, d.attempts, d.last_status, d.last_error, d.replay_id,
  d.finished_at, case d.state when 'pending' then d.due_at end as next_attempt_at
from deliveries d join destinations t on t.id = d.destination_id where d.id = %s
"""
ATTEMPTS = """
select n, started_at, duration_ms, status, error, response_head
from attempts where delivery_id = %s order by n
"""

bp = Blueprint("deliveries", __name__, url_prefix="/deliveries")


class DeliveryQuery(PeriodQuery):
    """The query of the list of deliveries."""

    state: Text | None = None
    """`pending`, `sending`, `delivered`, `dead` or `cancelled`."""
    destination: Text | None = None
    """A destination's name."""
    event_id: Id | None = None


@bp.get("")
@operation(Scope.READ)
def index(query: DeliveryQuery) -> Listed[Delivery]:
    """List deliveries. A value that nothing has matches nothing."""
    with connection() as database:
        return _page(database, query).of(_shown)


@bp.get("/<delivery_id>")
@operation(Scope.READ)
def show(delivery_id: Id) -> DeliveryDetail:
    """Show one delivery with its attempts."""
    with connection() as database:
        delivery = find_one(database, delivery_id)
        attempts = database.execute(ATTEMPTS, [delivery_id], prepare=False).fetchall()
    return {**delivery, "attempt_log": [_attempt(attempt) for attempt in attempts]}


def find_one(database: Connection, delivery_id: UUID) -> Delivery:
    """Return a delivery; Problem 404."""
    row = database.execute(ONE, [delivery_id], prepare=False).fetchone()
    if row is None:
        raise Problem(404, "not-found", "no delivery has this id, or it is past retention")
    return _shown(row)


def _page(database: Connection, query: DeliveryQuery) -> Page:
    if query.state not in (None, *deliveries.STATES):
        return NOTHING
    destination_id = None
    if query.destination is not None:
        destination_id = destination_id_of(database, query.destination)
        if destination_id is None:
            return NOTHING
    rows = deliveries.find(database, query.window(), query.state, destination_id, query.event_id)
    return page_of(rows, query.limit)


def _shown(row: Row) -> Delivery:
    return {
        "id": row["id"],
        "event_id": row["event_id"],
        "destination": row["destination"],
        "state": row["state"],
        "attempts": row["attempts"],
        "next_attempt_at": moment(row["next_attempt_at"]),
        "last_status": row["last_status"],
        "last_error": row["last_error"],
        "replay_id": row["replay_id"],
        "created_at": moment(time_of(row["id"])),
        "finished_at": moment(row["finished_at"]),
    }


def _attempt(row: Row) -> Attempt:
    head = row["response_head"]
    return {
        "n": row["n"],
        "started_at": moment(row["started_at"]),
        "duration_ms": row["duration_ms"],
        "status": row["status"],
        "error": row["error"],
        "response_head": None if head is None else head.decode(errors="replace"),
    }
