"""Parts of a request as types; Problem 400 names each field that does not fit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from flask import request
from pydantic import BaseModel, TypeAdapter, ValidationError

from service.problems import FieldError, invalid
from service.v1.fields import Id

Model = TypeVar("Model", bound=BaseModel)
Valid = TypeVar("Valid")
MESSAGES = {
    "missing": "required",
    "extra_forbidden": "unknown",
    "string_pattern_mismatch": "must match {pattern}",
}
IDS = TypeAdapter[UUID](Id)


@dataclass(frozen=True)
class Header:
    """Marks a view's parameter that comes from a request header."""

    name: str


def read_id(text: str) -> UUID:
    """Return an id of the path."""
    return _valid(IDS.validate_python, text, "id")


def read_query(query: TypeAdapter[Any]) -> Any:
    """Return the query as a type says, each parameter given once at most."""
    if twice := [name for name, values in request.args.lists() if len(values) > 1]:
        raise invalid(*(FieldError(field=name, message="given more than once") for name in twice))
    return _valid(query.validate_python, request.args.to_dict(), "query")


def read_header(header: Header | None, hint: Any) -> Any:
    """Return a header as a type says; None when it is not given."""
    assert header
    return _valid(TypeAdapter[Any](hint).validate_python, request.headers.get(header.name), header.name)


def read_body(body: TypeAdapter[Any]) -> Any:
    """Return the body, JSON whatever its content type says."""
    return _valid(body.validate_json, request.get_data(), "body")


def validate(model: type[Model], fields: Mapping[str, Any]) -> Model:
    """Return the fields as a model."""
    return _valid(model.model_validate, fields, "body")


def _valid(check: Callable[[Any], Valid], given: Any, whole: str) -> Valid:
    try:
        return check(given)
    except ValidationError as problem:
        raise invalid(*(_error(error, whole) for error in problem.errors())) from None


def _error(error: Any, whole: str) -> FieldError:
    field = ".".join(map(str, error["loc"])) or whole
    return {"field": field, "message": _message(error)}


def _message(error: Any) -> str:
    if ours := MESSAGES.get(error["type"]):
        return ours.format_map(error.get("ctx", {}))
    return str(error["msg"]).removeprefix("Value error, ").replace("Input should", "must", 1)
