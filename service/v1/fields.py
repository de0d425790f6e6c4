"""Types of fields and query parameters, and how times are written."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, overload
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

CANONICAL_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")
WHOLE = re.compile(r"[0-9]{1,9}")
EPOCH = datetime.fromtimestamp(0, UTC)


class Strict(BaseModel):
    """A model that takes nothing unknown and turns no type into another."""

    model_config = ConfigDict(
        extra="forbid", strict=True, hide_input_in_errors=True, use_attribute_docstrings=True
    )


def _id(value: Any) -> UUID:
    if isinstance(value, str) and CANONICAL_UUID.fullmatch(value):
        return UUID(value)
    raise ValueError("must be an id like 01a20479-f2b0-7f95-8ba1-3f8c4ec3c7ba")


def _cursor(value: Any) -> UUID:
    try:
        last = UUID(bytes=urlsafe_b64decode(f"{value}=="))
    except ValueError:
        last = None
    if last is None or cursor_of(last) != value:  # the decoder passes over what is not base64
        raise ValueError("must be the `next` of an earlier page")
    return last


def _is_whole(value: Any) -> bool:
    return isinstance(value, float) and value.is_integer()


def _whole(value: Any) -> Any:
    if isinstance(value, str) and not WHOLE.fullmatch(value):
        raise ValueError("must be a whole number")
    return value


def _first_id(value: Any) -> UUID:
    try:
        at = datetime.fromisoformat(value.upper()) if RFC_3339.fullmatch(value) else None
    except ValueError:
        at = None
    if at is None:
        raise ValueError("must be an RFC 3339 time like 2026-11-22T18:03:50Z")
    # Ids hold whole milliseconds: the first id at or after this time is that of the next whole one.
    milliseconds = -((EPOCH - at) // timedelta(milliseconds=1))
    return UUID(int=max(milliseconds, 0) << 80)


Name = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,63}$")]
Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]
Id = Annotated[UUID, BeforeValidator(_id)]
WHOLE_NUMBER = BeforeValidator(lambda value: int(value) if _is_whole(value) else value)
"""Goes with a number in a body, after its bounds: to JSON Schema 4.0 is an integer."""
PLAIN_DIGITS = BeforeValidator(_whole)
"""Goes with a number in a query, where all is text; after its bounds, which the description needs to see."""
CURSOR = {"type": "string", "pattern": "^[A-Za-z0-9_-]{21}[AQgw]$"}
Cursor = Annotated[UUID, BeforeValidator(_cursor), WithJsonSchema(CURSOR)]
TIME = {"type": "string", "format": "date-time"}
Since = Annotated[UUID, BeforeValidator(_first_id), WithJsonSchema(TIME)]
"""A time, as the smallest id that something made then or later can have."""
Moment = Annotated[str, WithJsonSchema(TIME | {"examples": ["2026-11-22T18:03:50.123Z"]})]
"""A time of an answer, as `moment` writes it."""


def cursor_of(last: UUID) -> str:
    """Return the cursor of the page that follows this id."""
    return urlsafe_b64encode(last.bytes).decode().rstrip("=")


@overload
def moment(at: datetime) -> str: ...
@overload
def moment(at: None) -> None: ...
def moment(at: datetime | None) -> str | None:
    """Write a time as the API does: RFC 3339, UTC, milliseconds."""
    return (
        None if at is None else at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )
