"""Events, newest first."""

from typing import Any, LiteralString
from uuid import UUID

from core.database import Connection
from service.rows.window import Window

Row = dict[str, Any]

COLUMNS = "e.id, e.source_id, e.type, e.provider_id, e.content_type, octet_length(e.body) as size"
IN_WINDOW = "e.id >= %(floor)s and e.id < %(ceiling)s"

ALL = f"select {COLUMNS} from events e where {IN_WINDOW} order by e.id desc limit %(limit)s"
OF_SOURCE = f"""
select {COLUMNS} from events e
where (e.source_id, e.id) < (%(source_id)s::uuid, %(ceiling)s)
  and (e.source_id, e.id) >= (%(source_id)s::uuid, %(floor)s) and {IN_WINDOW}
order by e.source_id desc, e.id desc limit %(limit)s
"""
OF_TYPE = f"""
select of_type.*
from (select id from sources where %(source_id)s::uuid is null or id = %(source_id)s) s
cross join lateral (
  select {COLUMNS} from events e
  where (e.type, e.source_id, e.id) < (%(type)s::text, s.id, %(ceiling)s)
    and (e.type, e.source_id, e.id) >= (%(type)s::text, s.id, %(floor)s) and {IN_WINDOW}
  order by e.type desc, e.source_id desc, e.id desc limit %(limit)s
) of_type
order by of_type.id desc limit %(limit)s
"""
# Few have the same id of their sender, as duplicates are refused: all of them are found first, by no other
# index, and looked through then.
OF_PROVIDER_ID = f"""
with found as materialized (
  select {COLUMNS} from events e where e.provider_id = %(provider_id)s
)
select * from found e
where {IN_WINDOW} and (%(source_id)s::uuid is null or e.source_id = %(source_id)s)
  and (%(type)s::text is null or e.type = %(type)s)
order by id desc limit %(limit)s
"""
_NAMED = """
select page.*, s.name as source from ({page}) page join sources s on s.id = page.source_id
order by page.id desc
"""


def find(
    database: Connection,
    window: Window,
    source_id: UUID | None = None,
    type: str | None = None,  # noqa: A002 - the field's name
    provider_id: str | None = None,
) -> list[Row]:
    """Return the events that fit, with `source`, the source's name."""
    values = window.values() | {"source_id": source_id, "type": type, "provider_id": provider_id}
    page = _statement(source_id, type, provider_id)
    # Never a prepared statement: a generic plan could not tell which partitions not to open.
    return database.execute(_NAMED.replace("{page}", page), values, prepare=False).fetchall()


def _statement(source_id: UUID | None, type_: str | None, provider_id: str | None) -> LiteralString:
    if provider_id is not None:
        return OF_PROVIDER_ID
    if type_ is not None:
        return OF_TYPE
    return ALL if source_id is None else OF_SOURCE
