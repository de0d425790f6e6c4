"""`/v1/sources`: who may send, and how they sign."""

import secrets
from typing import Annotated, Any, LiteralString
from uuid import UUID

from flask import Blueprint
from psycopg.types.json import Jsonb

from core.database import Connection
from core.ids import time_of
from core.scopes import Scope
from service.database import connection
from service.problems import Problem, invalid
from service.services import services
from service.v1 import audit
from service.v1.answers import Listed, Source
from service.v1.changes import ChangesOf
from service.v1.fields import Id, moment
from service.v1.names import unique_name
from service.v1.operations import operation
from service.v1.pages import PageQuery, Row, read_page
from service.v1.parsing import validate
from service.v1.source_fields import SourceFields

SOURCE = """
select id, name, ingest_key, scheme, options, cardinality(secrets) as secret_count, tolerance_seconds,
  max_bytes, rate_per_second, enabled
from sources where deleted_at is null
"""
LIST = SOURCE + "and {where} order by id desc limit %(limit)s"
ONE = SOURCE + "and id = %s"
LOCKED = ONE + " for update"
INSERT = """
insert into sources
  (name, ingest_key, scheme, options, secrets, tolerance_seconds, max_bytes, rate_per_second, enabled)
values (%(name)s, %(ingest_key)s, %(scheme)s, %(options)s, %(secrets)s, %(tolerance_seconds)s, %(max_bytes)s,
  %(rate_per_second)s, %(enabled)s)
returning id
"""
UPDATE = """
update sources set name = %(name)s, ingest_key = %(ingest_key)s, scheme = %(scheme)s, options = %(options)s,
  secrets = coalesce(%(secrets)s, secrets), tolerance_seconds = %(tolerance_seconds)s,
  max_bytes = %(max_bytes)s, rate_per_second = %(rate_per_second)s, enabled = %(enabled)s
where id = %(id)s
"""
HAS_EVENTS = "select exists (select from events where source_id = %s) as found"
FORGET = """
with routes as (delete from routes where source_id = %(id)s),
  counts as (delete from rejection_counts where source_id = %(id)s)
delete from rejections where source_id = %(id)s
"""
DELETE = "update sources set deleted_at = now() where id = %s"

bp = Blueprint("sources", __name__, url_prefix="/sources")


@bp.get("")
@operation(Scope.READ)
def index(query: PageQuery) -> Listed[Source]:
    """List sources."""
    with connection() as database:
        page = read_page(database, LIST, {"cursor": "id < %(cursor)s"}, query)
    return page.of(_shown)


@bp.post("")
@operation(Scope.ADMIN, 201, problems=[409])
def create(body: SourceFields) -> Source:
    """Make a source."""
    _require_secrets(body)
    with connection() as database, database.transaction():
        with unique_name("source"):
            row = database.execute(INSERT, _columns(body, {})).fetchone()
        assert row
        made = _shown(_found(database, ONE, row["id"]))
        audit.record(database, "source.create", made["id"], made["name"])
    return made


@bp.get("/<source_id>")
@operation(Scope.READ)
def show(source_id: Id) -> Source:
    """Show one source."""
    with connection() as database:
        return _shown(_found(database, ONE, source_id))


@bp.patch("/<source_id>")
@operation(Scope.ADMIN, problems=[409])
def change(source_id: Id, body: Annotated[dict[str, Any], ChangesOf(SourceFields)]) -> Source:
    """Change what the body names; another scheme needs options and secrets of its own."""
    with connection() as database, database.transaction():
        row = _found(database, LOCKED, source_id)
        fields = _merged(row, body)
        if fields.scheme != row["scheme"]:
            _require_secrets(fields)
        with unique_name("source"):
            database.execute(UPDATE, _columns(fields, row))
        before, after = _shown(row), _shown(_found(database, ONE, source_id))
        audit.record(database, "source.change", source_id, after["name"], _changes(before, after, fields))
    return after


@bp.delete("/<source_id>")
@operation(Scope.ADMIN, 204, problems=[409])
def delete(source_id: Id) -> None:
    """Delete a source that has no events; one that has some is disabled instead."""
    with connection() as database, database.transaction():
        row = _found(database, LOCKED, source_id)
        if database.execute(HAS_EVENTS, [source_id]).fetchone() == {"found": True}:
            raise Problem(409, "source-has-events", "the source has events: disable it instead")
        database.execute(FORGET, {"id": source_id})
        database.execute(DELETE, [source_id])
        audit.record(database, "source.delete", source_id, row["name"])


def _changes(before: Source, after: Source, fields: SourceFields) -> Row:
    changes = audit.changed(before, after)
    changes.pop("ingest_url", None)  # it may end in a token
    if fields.secrets is not None:
        changes["secret_count"] = [before["secret_count"], after["secret_count"]]
    return changes


def _found(database: Connection, select: LiteralString, source_id: UUID) -> Row:
    row = database.execute(select, [source_id]).fetchone()
    if row is None:
        raise Problem(404, "not-found", "no source has this id")
    return row


def _merged(row: Row, changes: Row) -> SourceFields:
    current = {name: row[name] for name in SourceFields.model_fields if name in row}
    if changes.get("scheme", row["scheme"]) != row["scheme"]:
        current["options"] = None
    return validate(SourceFields, current | changes)


def _require_secrets(fields: SourceFields) -> None:
    if fields.scheme != "none" and fields.secrets is None:
        raise invalid({"field": "secrets", "message": f"required for scheme {fields.scheme}: one or two"})


def _columns(fields: SourceFields, row: Row) -> Row:
    return fields.model_dump() | {
        "id": row.get("id"),
        "ingest_key": _ingest_key(fields, row),
        "options": Jsonb(fields.options.model_dump()) if fields.options else None,
        "secrets": _sealed(fields),
    }


def _ingest_key(fields: SourceFields, row: Row) -> str:
    if fields.scheme != "none":
        return fields.name
    return row["ingest_key"] if row.get("scheme") == "none" else secrets.token_urlsafe(24)


def _sealed(fields: SourceFields) -> list[bytes] | None:
    if fields.scheme == "none":
        return []
    if fields.secrets is None:
        return None
    return [services().sealer.seal(secret) for secret in fields.secrets]


def _shown(row: Row) -> Source:
    return {
        "id": row["id"],
        "name": row["name"],
        "scheme": row["scheme"],
        "options": row["options"],
        "secret_count": row["secret_count"],
        "tolerance_seconds": row["tolerance_seconds"],
        "max_bytes": row["max_bytes"],
        "rate_per_second": row["rate_per_second"],
        "enabled": row["enabled"],
        "ingest_url": f"{services().settings.public_url.rstrip('/')}/in/{row['ingest_key']}",
        "created_at": moment(time_of(row["id"])),
    }
