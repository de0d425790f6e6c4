"""`/v1/replays`: deliver old events once more."""

from typing import Annotated, Any
from uuid import UUID

from flask import Blueprint
from psycopg.types.json import Jsonb
from pydantic import Field

from core.database import Connection
from core.ids import time_of
from core.scopes import Scope
from service.database import connection
from service.problems import Problem, invalid
from service.replays import cancelling, making, naming
from service.replays.request import ReplayFields, ReplayFilter
from service.services import services
from service.v1 import audit
from service.v1.answers import Listed, Replay
from service.v1.fields import Id, moment
from service.v1.named import destination_id_of, source_id_of
from service.v1.operations import operation
from service.v1.pages import PageQuery, Row, read_page
from service.v1.parsing import Header

REPLAY = "select id, state, matched, created, finished_at from replays "
LIST = REPLAY + "where {where} order by id desc limit %(limit)s"
ONE = REPLAY + "where id = %s"
OF_KEY = "select id, request_hash from replays where idempotency_key = %s"
INSERT = """
insert into replays (id, idempotency_key, request, request_hash, next_below)
select id, %(key)s, %(request)s, %(hash)s, id from uuid7() as id
on conflict (idempotency_key) do nothing
returning id
"""
FINISH = """
update replays set state = 'done', finished_at = now(), matched = %(matched)s, created = %(created)s
where id = %(id)s
"""
DESTINATIONS = "select id, name from destinations where name = any(%s) and deleted_at is null"

IdempotencyKey = Annotated[
    str | None,
    Header("Idempotency-Key"),
    Field(
        pattern="^[ -~]{1,255}$", description="The same key means the same replay, however often it is sent."
    ),
]

bp = Blueprint("replays", __name__, url_prefix="/replays")


@bp.get("")
@operation(Scope.READ)
def index(query: PageQuery) -> Listed[Replay]:
    """List replays."""
    with connection() as database:
        page = read_page(database, LIST, {"cursor": "id < %(cursor)s"}, query)
    return page.of(_shown)


@bp.post("")
@operation(Scope.OPERATE, 202, problems=[409, 410])
def create(body: ReplayFields, idempotency_key: IdempotencyKey) -> Replay:
    """Deliver old events once more, by today's routes; those of a filter are looked for in the background."""
    with connection() as database, database.transaction():
        if idempotency_key and (made := _of_key(database, idempotency_key, body)):
            return made
        making.hold_days(database)
        values = {"key": idempotency_key, "request": Jsonb(_wanted(database, body)), "hash": body.hash()}
        row = database.execute(INSERT, values).fetchone()
        if row is None:  # the same request came at the same time
            made = _of_key(database, idempotency_key, body)
            assert made
            return made
        if body.event_ids is not None:
            _make_now(database, row["id"], body)
        audit.record(database, "replay.create", row["id"], None, {"request": [None, body.told()]})
        return _found(database, row["id"])


@bp.get("/<replay_id>")
@operation(Scope.READ)
def show(replay_id: Id) -> Replay:
    """Show one replay."""
    with connection() as database:
        return _found(database, replay_id)


@bp.delete("/<replay_id>")
@operation(Scope.OPERATE, 204)
def cancel(replay_id: Id) -> None:
    """Cancel a replay and those of its deliveries that wait; a finished one stays as it is."""
    with connection() as database, database.transaction():
        if cancelling.cancel(database, replay_id) is None:
            raise _not_found()
        audit.record(database, "replay.cancel", replay_id, None)


def _make_now(database: Connection, replay_id: UUID, body: ReplayFields) -> None:
    event_ids = list(dict.fromkeys(body.event_ids or []))
    naming.check(database, event_ids, services().settings.retention_days)
    created = making.make(database, replay_id, event_ids, _destination_ids(database, body))
    database.execute(FINISH, {"matched": len(event_ids), "created": created, "id": replay_id})


def _of_key(database: Connection, key: str | None, body: ReplayFields) -> Replay | None:
    row = database.execute(OF_KEY, [key]).fetchone()
    if row is None:
        return None
    if bytes(row["request_hash"]) != body.hash():
        raise Problem(409, "idempotency-key-reused", "this Idempotency-Key came with another body before")
    return _found(database, row["id"])


def _wanted(database: Connection, body: ReplayFields) -> dict[str, Any]:
    """Return the request with ids for names: a replay is not changed by a name that is."""
    asked = body.filter or ReplayFilter()
    source_id = source_id_of(database, asked.source) if asked.source is not None else None
    destination_id = destination_id_of(database, asked.destination) if asked.destination is not None else None
    unknown = (asked.source is not None and not source_id) or (
        asked.destination is not None and not destination_id
    )
    destination_ids = _destination_ids(database, body)
    return {
        "matches_nothing": unknown,
        "source_id": _text(source_id),
        "destination_id": _text(destination_id),
        "state": asked.state,
        "type": asked.type,
        "since": _text(asked.since),
        "to": _text(asked.to),
        "destination_ids": None if destination_ids is None else list(map(str, destination_ids)),
    }


def _destination_ids(database: Connection, body: ReplayFields) -> list[UUID] | None:
    if body.destinations is None:
        return None
    ids = {row["name"]: row["id"] for row in database.execute(DESTINATIONS, [body.destinations])}
    if unknown := [name for name in body.destinations if name not in ids]:
        raise invalid({"field": "destinations", "message": f"no destination is named {', '.join(unknown)}"})
    return list(ids.values())


def _text(id_: UUID | None) -> str | None:
    return None if id_ is None else str(id_)


def _found(database: Connection, replay_id: UUID) -> Replay:
    row = database.execute(ONE, [replay_id]).fetchone()
    if row is None:
        raise _not_found()
    return _shown(row)


def _not_found() -> Problem:
    return Problem(404, "not-found", "no replay has this id")


def _shown(row: Row) -> Replay:
    return {
        "id": row["id"],
        "state": row["state"],
        "matched": row["matched"],
        "created": row["created"],
        "created_at": moment(time_of(row["id"])),
        "finished_at": moment(row["finished_at"]),
    }
