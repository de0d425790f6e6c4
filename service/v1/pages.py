"""Lists: newest first, a page at a time, by the ids' order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, LiteralString

from psycopg.sql import SQL
from pydantic import Field

from core.database import Connection
from service.v1.fields import Cursor, Since, Strict, Whole, cursor_of

Row = dict[str, Any]


class PageQuery(Strict):
    """The query of every list."""

    limit: Annotated[Whole, Field(ge=1, le=200)] = 50
    cursor: Cursor | None = None


class PeriodQuery(PageQuery):
    """The query of a list whose items have a time: `from` ≤ time < `to`."""

    since: Annotated[Since | None, Field(alias="from")] = None
    to: Since | None = None


@dataclass(frozen=True)
class Page:
    """Rows of one page and the cursor of the next."""

    rows: list[Row]
    next: str | None

    def of(self, items: list[Row]) -> Row:
        """Return the answer that shows these items for the rows."""
        return {"data": items, "next": self.next}


NOTHING = Page([], None)


def read_page(
    connection: Connection,
    select: LiteralString,
    filters: Mapping[str, LiteralString],
    query: PageQuery,
) -> Page:
    """Read one page.

    select: has a place `{where}` and yields at most `%(limit)s` rows with an `id`.
    filters: the condition that each field of the query adds when it is given.
    """
    given = query.model_dump(exclude_none=True)
    conditions = [SQL(condition) for name, condition in filters.items() if name in given]
    statement = SQL(select).format(where=SQL(" and ").join([SQL("true"), *conditions]))
    # Never a prepared statement: its generic plan could not see which partitions and partial indexes will do.
    rows = connection.execute(statement, given | {"limit": query.limit + 1}, prepare=False).fetchall()
    more = len(rows) > query.limit
    rows = rows[: query.limit]
    return Page(rows, cursor_of(rows[-1]["id"]) if more else None)
