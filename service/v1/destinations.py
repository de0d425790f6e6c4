"""`/v1/destinations`: where deliveries go."""

import secrets
from base64 import b64encode
from collections.abc import Sequence
from typing import Annotated, Any, LiteralString
from uuid import UUID

from flask import Blueprint

from core.database import Connection
from core.ids import time_of
from core.scopes import Scope
from service.database import connection
from service.problems import Problem, invalid
from service.services import services
from service.v1 import audit
from service.v1.answers import Destination, Listed, NewDestination, NewSecret
from service.v1.auth import require_scope
from service.v1.changes import ChangesOf
from service.v1.destination_fields import DestinationChanges, DestinationFields
from service.v1.fields import Id, moment
from service.v1.names import unique_name
from service.v1.operations import operation
from service.v1.pages import PageQuery, Row, read_page
from service.v1.parsing import validate
from service.v1.urls import is_refused

CANCEL_SECONDS = 60
"""Millions of waiting deliveries may be cancelled in one statement."""

DESTINATION = """
select id, name, url, event_types, max_in_flight, timeout_seconds, state, state_reason,
  array(select s.name from routes r join sources s on s.id = r.source_id
        where r.destination_id = destinations.id order by s.name) as sources
from destinations where deleted_at is null
"""
LIST = DESTINATION + "and {where} order by id desc limit %(limit)s"
ONE = DESTINATION + "and id = %s"
LOCKED = ONE + " for update"
INSERT = """
insert into destinations (name, url, event_types, max_in_flight, timeout_seconds, signing_secrets)
values (%(name)s, %(url)s, %(event_types)s, %(max_in_flight)s, %(timeout_seconds)s, %(signing_secrets)s)
returning id
"""
UPDATE = """
update destinations set name = %(name)s, url = %(url)s, event_types = %(event_types)s,
  max_in_flight = %(max_in_flight)s, timeout_seconds = %(timeout_seconds)s, state = %(state)s,
  state_reason = case when state = %(state)s then state_reason
                      when %(state)s = 'enabled' then null else 'operator' end,
  failures = case when url = %(url)s and state = %(state)s then failures else 0 end,
  failing_since = case when url = %(url)s and state = %(state)s then failing_since end,
  open_until = case when url = %(url)s and state = %(state)s then open_until end
where id = %(id)s
"""
# Held, so that none is deleted before its route is there to be deleted with it.
SOURCES = "select id, name from sources where name = any(%s) and deleted_at is null for share"
UNROUTE = "delete from routes where destination_id = %s"
ROUTE = "insert into routes (source_id, destination_id) select unnest(%s::uuid[]), %s"
BE_PATIENT = f"set local statement_timeout = '{CANCEL_SECONDS}s'"
CANCEL = """
update deliveries set state = 'cancelled', finished_at = now()
where destination_id = %s and state = 'pending'
"""
DELETE = (
    "update destinations set deleted_at = now(), state = 'disabled', state_reason = 'operator' where id = %s"
)

# All of them sign while the last rotation is less than a day ago; then the first alone.
STILL_SIGNING = """
select secret
from destinations, unnest(signing_secrets) with ordinality as signing(secret, place)
where id = %s and (place = 1 or rotated_at > now() - interval '24 hours')
order by place
"""
ROTATE = "update destinations set signing_secrets = %s, rotated_at = now() where id = %s"
MAX_SECRETS = 10
"""As many signatures as a header should have."""
SWITCHES = ({"state": "paused"}, {"state": "enabled"})

bp = Blueprint("destinations", __name__, url_prefix="/destinations")


@bp.get("")
@operation(Scope.READ)
def index(query: PageQuery) -> Listed[Destination]:
    """List destinations."""
    with connection() as database:
        page = read_page(database, LIST, {"cursor": "id < %(cursor)s"}, query)
    return page.of(_shown)


@bp.post("")
@operation(Scope.ADMIN, 201, problems=[409])
def create(body: DestinationFields) -> NewDestination:
    """Make a destination; its signing secret is told this once."""
    _refuse_blocked(body.url)
    secret = _new_secret()
    columns = body.model_dump() | {"signing_secrets": [services().sealer.seal(secret)]}
    with connection() as database, database.transaction():
        with unique_name("destination"):
            row = database.execute(INSERT, columns).fetchone()
        assert row
        _route(database, row["id"], body.sources)
        made = _shown(_found(database, ONE, row["id"]))
        audit.record(database, "destination.create", made["id"], made["name"])
    return {**made, "signing_secret": secret}


@bp.get("/<destination_id>")
@operation(Scope.READ)
def show(destination_id: Id) -> Destination:
    """Show one destination."""
    with connection() as database:
        return _shown(_found(database, ONE, destination_id))


@bp.patch("/<destination_id>")
@operation(Scope.OPERATE, problems=[409])
def change(destination_id: Id, body: Annotated[dict[str, Any], ChangesOf(DestinationChanges)]) -> Destination:
    """Change what the body names; disabling cancels what waits.

    A key of scope `operate` may change the state alone, to `paused` or `enabled`.
    """
    if body not in SWITCHES:
        require_scope(Scope.ADMIN)
    with connection(CANCEL_SECONDS) as database, database.transaction():
        row = _found(database, LOCKED, destination_id)
        fields = _merged(row, body)
        if fields.url != row["url"]:
            _refuse_blocked(fields.url)
        with unique_name("destination"):
            database.execute(UPDATE, fields.model_dump() | {"id": destination_id})
        if "sources" in body:
            _route(database, destination_id, fields.sources)
        if fields.state == "disabled":
            _cancel(database, destination_id)
        after = _shown(_found(database, ONE, destination_id))
        changes = audit.changed(_shown(row), after)
        audit.record(database, "destination.change", destination_id, after["name"], changes)
    return after


@bp.delete("/<destination_id>")
@operation(Scope.ADMIN, 204)
def delete(destination_id: Id) -> None:
    """Delete a destination; what waits for it is cancelled."""
    with connection(CANCEL_SECONDS) as database, database.transaction():
        row = _found(database, LOCKED, destination_id)
        database.execute(DELETE, [destination_id])
        database.execute(UNROUTE, [destination_id])
        _cancel(database, destination_id)
        audit.record(database, "destination.delete", destination_id, row["name"])


@bp.post("/<destination_id>/rotate")
@operation(Scope.ADMIN, problems=[409])
def rotate(destination_id: Id) -> NewSecret:
    """Give it a new signing secret; the one before signs beside it for 24 hours."""
    secret = _new_secret()
    with connection() as database, database.transaction():
        row = _found(database, LOCKED, destination_id)
        kept = database.execute(STILL_SIGNING, [destination_id]).fetchall()
        if len(kept) >= MAX_SECRETS:
            detail = f"it has {MAX_SECRETS} secrets that sign: rotate it again in 24 hours"
            raise Problem(409, "too-many-rotations", detail)
        sealed = [services().sealer.seal(secret), *(one["secret"] for one in kept)]
        database.execute(ROTATE, [sealed, destination_id])
        audit.record(database, "destination.rotate", destination_id, row["name"])
    return {"signing_secret": secret}


def _new_secret() -> str:
    return f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"


def _found(database: Connection, select: LiteralString, destination_id: UUID) -> Row:
    row = database.execute(select, [destination_id]).fetchone()
    if row is None:
        raise Problem(404, "not-found", "no destination has this id")
    return row


def _merged(row: Row, changes: Row) -> DestinationChanges:
    current = {name: row[name] for name in DestinationChanges.model_fields}
    return validate(DestinationChanges, current | changes)


def _refuse_blocked(url: str) -> None:
    if is_refused(url, services().settings.egress_allow):
        message = "has an address that deliveries may not go to (EGRESS_ALLOW names exceptions)"
        raise invalid({"field": "url", "message": message})


def _route(database: Connection, destination_id: UUID, names: Sequence[str]) -> None:
    ids = {row["name"]: row["id"] for row in database.execute(SOURCES, [names])}
    if unknown := [name for name in names if name not in ids]:
        raise invalid({"field": "sources", "message": f"no source is named {', '.join(unknown)}"})
    database.execute(UNROUTE, [destination_id])
    database.execute(ROUTE, [list(ids.values()), destination_id])


def _cancel(database: Connection, destination_id: UUID) -> None:
    database.execute(BE_PATIENT)
    database.execute(CANCEL, [destination_id])


def _shown(row: Row) -> Destination:
    return {
        "id": row["id"],
        "name": row["name"],
        "url": row["url"],
        "sources": row["sources"],
        "event_types": row["event_types"],
        "max_in_flight": row["max_in_flight"],
        "timeout_seconds": row["timeout_seconds"],
        "state": row["state"],
        "state_reason": row["state_reason"],
        "created_at": moment(time_of(row["id"])),
    }
