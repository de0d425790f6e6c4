"""`/v1/deliveries`: what became of each event at each destination."""

from flask import Blueprint, Response, jsonify

from core.ids import time_of
from service.database import connection
from service.problems import Problem
from service.v1.fields import Id, Text, moment
from service.v1.pages import NOTHING, PeriodQuery, Row, read_page
from service.v1.parsing import parsed

DELIVERY = """
select d.id, d.event_id, t.name as destination, d.state, d.attempts, d.last_status, d.last_error, d.replay_id,
  d.finished_at, case d.state when 'pending' then d.due_at end as next_attempt_at
from deliveries d join destinations t on t.id = d.destination_id
"""
LIST = DELIVERY + "where {where} order by d.id desc limit %(limit)s"
ONE = DELIVERY + "where d.id = %s"
ATTEMPTS = """
select n, started_at, duration_ms, status, error, response_head
from attempts where delivery_id = %s order by n
"""
FILTERS = {
    "state": "d.state = %(state)s",
    "destination": """d.destination_id = (
        select id from destinations where name = %(destination)s
        order by deleted_at desc nulls first limit 1)""",
    "event_id": "d.event_id = %(event_id)s",
    "since": "d.id >= %(since)s",
    "to": "d.id < %(to)s",
    "cursor": "d.id < %(cursor)s",
}
STATES = ("pending", "sending", "delivered", "dead", "cancelled")

bp = Blueprint("deliveries", __name__, url_prefix="/deliveries")


class DeliveryQuery(PeriodQuery):
    """The query of the list of deliveries."""

    state: Text | None = None
    destination: Text | None = None
    event_id: Id | None = None


@bp.get("")
@parsed
def index(query: DeliveryQuery) -> Response:
    """List deliveries."""
    page = NOTHING
    if query.state in (None, *STATES):
        with connection() as database:
            page = read_page(database, LIST, FILTERS, query)
    return jsonify(page.of([_shown(row) for row in page.rows]))


@bp.get("/<delivery_id>")
@parsed
def show(delivery_id: Id) -> Response:
    """Show one delivery with its attempts."""
    with connection() as database:
        row = database.execute(ONE, [delivery_id]).fetchone()
        attempts = database.execute(ATTEMPTS, [delivery_id]).fetchall()
    if row is None:
        raise Problem(404, "not-found", "no delivery has this id, or it is past retention")
    return jsonify(_shown(row) | {"attempt_log": [_attempt(attempt) for attempt in attempts]})


def _shown(row: Row) -> Row:
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


def _attempt(row: Row) -> Row:
    head = row["response_head"]
    return row | {
        "started_at": moment(row["started_at"]),
        "response_head": None if head is None else head.decode(errors="replace"),
    }
