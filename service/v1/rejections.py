"""`/v1/sources/{id}/rejections`: the last hundred posts that a source turned away, and how many by reason."""

from uuid import UUID

from flask import Blueprint

from core.database import Connection
from core.ids import time_of
from core.scopes import Scope
from service.database import connection
from service.problems import Problem
from service.v1.answers import Rejection, Rejections
from service.v1.fields import Id, moment
from service.v1.operations import operation
from service.v1.pages import PageQuery, Row, read_page

SOURCE = "select from sources where id = %s and deleted_at is null"
COUNTS = "select reason, total from rejection_counts where source_id = %s order by reason"
LIST = """
select id, address, reason, header_names from rejections
where source_id = %(source_id)s and {where} order by id desc limit %(limit)s
"""

bp = Blueprint("rejections", __name__, url_prefix="/sources")


@bp.get("/<source_id>/rejections")
@operation(Scope.READ)
def index(source_id: Id, query: PageQuery) -> Rejections:
    """List posts that the source turned away. They are told about a second later."""
    with connection() as database:
        if database.execute(SOURCE, [source_id]).fetchone() is None:
            raise Problem(404, "not-found", "no source has this id")
        filters = {"cursor": "id < %(cursor)s"}
        page = read_page(database, LIST, filters, query, source_id=source_id)
        return {**page.of(_shown), "counts": _counts(database, source_id)}


def _counts(database: Connection, source_id: UUID) -> dict[str, int]:
    return {row["reason"]: row["total"] for row in database.execute(COUNTS, [source_id])}


def _shown(row: Row) -> Rejection:
    return {
        "id": row["id"],
        "at": moment(time_of(row["id"])),
        "address": row["address"],
        "reason": row["reason"],
        "header_names": row["header_names"],
    }
