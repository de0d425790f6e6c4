"""Lists: newest first, a page at a time, by the ids' order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, LiteralString, TypeVar

from psycopg.sql import SQL
from pydantic import Field

from core.database import Connection
from service.rows.window import FIRST, Window
from service.v1.answers import Listed
from service.v1.fields import PLAIN_DIGITS, Cursor, Since, Strict, cursor_of

Item = TypeVar("Item")
Row = dict[str, Any]


class PageQuery(Strict):
    """The query of every list."""

    limit: Annotated[int, Field(ge=1, le=200, strict=False), PLAIN_DIGITS] = 50
    """How many at most."""
    cursor: Cursor | None = None
    """The `next` of the page before."""


class PeriodQuery(PageQuery):
    """The query of a list whose items have a time: `from` ≤ time < `to`."""

    since: Annotated[Since | None, Field(alias="from")] = None
    """Not before this time."""
    to: Since | None = None
    """Before this time."""

    def window(self) -> Window:
        """Return where the page lies, and one more, which tells whether another page follows."""
        ends = [end for end in (self.to, self.cursor) if end is not None]
        return Window(self.limit + 1, self.since or FIRST, min(ends, default=None))


@dataclass(frozen=True)
class Page:
    """Rows of one page and the cursor of the next."""

    rows: list[Row]
    next: str | None

    def of(self, shown: Callable[[Row], Item]) -> Listed[Item]:
        """Return the answer that shows each row so."""
        return {"data": [shown(row) for row in self.rows], "next": self.next}


NOTHING = Page([], None)


def page_of(rows: list[Row], limit: int) -> Page:
    """Return the page that begins these rows, of which there are more than `limit` if another follows."""
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(rows, cursor_of(rows[-1]["id"]) if more else None)


def read_page(
    connection: Connection,
    select: LiteralString,
    filters: Mapping[str, LiteralString],
    query: PageQuery,
    **values: Any,
) -> Page:
    """Read one page.

    select: has a place `{where}` and yields at most `%(limit)s` rows with an `id`.
    filters: the condition that each field of the query adds when it is given. values: of the rest of select.
    """
    given = query.model_dump(exclude_none=True) | values
    conditions = [SQL(condition) for name, condition in filters.items() if name in given]
    statement = SQL(select).format(where=SQL(" and ").join([SQL("true"), *conditions]))
    rows = connection.execute(statement, given | {"limit": query.limit + 1}).fetchall()
    return page_of(rows, query.limit)
