"""Requests as types: a view declares `query`, `body` and ids, and gets them validated or is not called."""

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import signature
from typing import Any, TypeVar
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, TypeAdapter, ValidationError

from service.problems import FieldError, invalid
from service.v1.fields import Id, Strict

View = Callable[..., ResponseReturnValue]
Model = TypeVar("Model", bound=BaseModel)
Valid = TypeVar("Valid")
MESSAGES = {
    "missing": "required",
    "extra_forbidden": "unknown",
    "string_pattern_mismatch": "must match {pattern}",
}
IDS = TypeAdapter[UUID](Id)


class NoQuery(Strict):
    """The query of a view that declares none."""


def parsed(view: View) -> View:
    """Call the view with what it declares; Problem 400 naming each field that does not fit."""
    hints = {name: parameter.annotation for name, parameter in signature(view).parameters.items()}
    query = TypeAdapter[Any](hints.get("query", NoQuery))
    body = TypeAdapter[Any](hints["body"]) if "body" in hints else None

    @wraps(view)
    def wrapper(**path: str) -> ResponseReturnValue:
        arguments: dict[str, Any] = {
            name: _valid(IDS.validate_python, text, "id") for name, text in path.items()
        }
        arguments["query"] = _valid(query.validate_python, _parameters(), "query")
        if body:
            arguments["body"] = _valid(body.validate_json, request.get_data(), "body")
        return view(**{name: value for name, value in arguments.items() if name in hints})

    return wrapper


def validate(model: type[Model], fields: Mapping[str, Any]) -> Model:
    """Return the fields as a model; Problem 400 naming each that does not fit."""
    return _valid(model.model_validate, fields, "body")


def _parameters() -> dict[str, str]:
    if twice := [name for name, values in request.args.lists() if len(values) > 1]:
        raise invalid(*(FieldError(field=name, message="given more than once") for name in twice))
    return request.args.to_dict()


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
