"""`/v1/audit`: who changed what. An entry is written in the transaction of its change."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint
from psycopg.types.json import Jsonb

from core.database import Connection
from core.ids import time_of
from core.scopes import Scope
from service.database import connection
from service.v1.answers import AuditEntry, Listed
from service.v1.auth import who
from service.v1.fields import moment
from service.v1.operations import operation
from service.v1.pages import PeriodQuery, Row, read_page

INSERT = """
insert into audit (key_id, key_name, action, target_id, target_name, changes)
values (%(key_id)s, %(key_name)s, %(action)s, %(target_id)s, %(target_name)s, %(changes)s)
"""
LIST = """
select id, key_id, key_name, action, target_id, target_name, changes
from audit where {where} order by id desc limit %(limit)s
"""
FILTERS = {"since": "id >= %(since)s", "to": "id < %(to)s", "cursor": "id < %(cursor)s"}

bp = Blueprint("audit", __name__, url_prefix="/audit")


@bp.get("")
@operation(Scope.READ)
def index(query: PeriodQuery) -> Listed[AuditEntry]:
    """List what was changed, and by whom."""
    with connection() as database:
        page = read_page(database, LIST, FILTERS, query)
    return page.of(_shown)


def record(
    database: Connection,
    action: str,
    target_id: UUID,
    target_name: str | None,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Note that the current key did something; changes: {field: [before, after]}, without any secret."""
    key = who()
    values = {
        "key_id": key.id,
        "key_name": key.name,
        "action": action,
        "target_id": target_id,
        "target_name": target_name,
        "changes": Jsonb(dict(changes or {})),
    }
    database.execute(INSERT, values)


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return what differs between two forms of a thing, as they are shown."""
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}


def _shown(row: Row) -> AuditEntry:
    return {
        "id": row["id"],
        "at": moment(time_of(row["id"])),
        "key": {"id": row["key_id"], "name": row["key_name"]},
        "action": row["action"],
        "target": {"id": row["target_id"], "name": row["target_name"]},
        "changes": row["changes"],
    }
