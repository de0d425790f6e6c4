"""Pages of a list. The API pages towards the past alone, so the address keeps the way back."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from flask import request, url_for

from web.api import Filters
from web.records import Page, Record

PER_PAGE = 50
LARGEST_PAGE = 200
LONGEST_TRAIL = 20
"""Cursors kept in an address, so that it stays short; beyond, "newer" leads to the newest."""
PERIOD = {"from", "to"}
FIELD_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d(?:\.\d+)?)?")
"""As a browser's field for a date and a time gives it, without a zone."""


def as_moment(text: str) -> str:
    """Return a field's time, which is in UTC, as RFC 3339; what is none is left for the API to refuse."""
    found = FIELD_TIME.fullmatch(text)
    return f"{found[1]}T{found[2]}{found[3] or ':00'}Z" if found else text


@dataclass(frozen=True)
class Trail:
    """Which page of a list is asked for: its filters, and the cursors that led here, oldest step first."""

    endpoint: str
    path: Mapping[str, str]
    filters: Filters
    cursors: tuple[str, ...] = ()

    @classmethod
    def of_request(cls, *filters: str, endpoint: str | None = None) -> Self:
        """Read this request's address; `filters` names the query parameters that narrow the list.

        endpoint: whose addresses to make, when it is not the one that is asked.
        """
        chosen = {name: value for name in filters if (value := request.args.get(name, "").strip())}
        return cls(
            endpoint or str(request.endpoint),
            {name: str(value) for name, value in (request.view_args or {}).items()},
            chosen,
            tuple(request.args.getlist("cursor")),
        )

    @property
    def is_first(self) -> bool:
        """True on the newest page."""
        return not self.cursors

    def query(self, **fixed: str) -> Filters:
        """Return what to ask the API for."""
        cursor = {"cursor": self.cursors[-1]} if self.cursors else {}
        period = {name: as_moment(self.filters[name]) for name in PERIOD & self.filters.keys()}
        return {"limit": str(PER_PAGE)} | dict(self.filters) | period | fixed | cursor

    def older(self, cursor: str | None) -> str | None:
        """Return the address of the page that `cursor`, the API's `next`, stands for; None at the end."""
        return self._url((*self.cursors, cursor)[-LONGEST_TRAIL:]) if cursor else None

    def newer(self) -> str | None:
        """Return the address of the page before; None on the first."""
        return None if self.is_first else self._url(self.cursors[:-1])

    def newest(self) -> str:
        """Return the address of the first page."""
        return self._url(())

    def _url(self, cursors: tuple[str, ...]) -> str:
        values: dict[str, Any] = {**self.path, **self.filters, "cursor": list(cursors)}
        return url_for(self.endpoint, **values)


def every(page_of: Callable[[Filters], Page[Record]]) -> Iterator[Record]:
    """Yield all records of a list, page by page."""
    query = {"limit": str(LARGEST_PAGE)}
    while True:
        page = page_of(query)
        yield from page["data"]
        if page["next"] is None:
            return
        query = query | {"cursor": page["next"]}
