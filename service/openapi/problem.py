"""Errors, as RFC 9457 has them."""

from typing import Annotated

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

closed = with_config(ConfigDict(extra="forbid", use_attribute_docstrings=True))


@closed
class Problem(TypedDict):
    """Why a request was not answered as it wished."""

    type: Annotated[str, Field(pattern="^urn:webhook-monitor:[a-z0-9-]+$")]
    """Which problem it is."""
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    """One sentence for people."""
    request_id: str
    """As in `X-Request-Id`, and in the log."""


@closed
class WrongField(TypedDict):
    """What is wrong with one field, query parameter, header, or part of the path."""

    field: str
    message: str


@closed
class InvalidRequest(Problem):
    """A request that does not fit."""

    errors: list[WrongField]
