"""Views as operations: a view declares its ids, `query`, `body`, headers and answer, once.

It gets that, validated, or is not called; openapi.py tells the world the same from the same types.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from inspect import Signature, signature
from typing import Annotated, Any, get_args, get_origin

from flask import Response, jsonify
from flask.typing import ResponseReturnValue
from pydantic import TypeAdapter

from core.scopes import Scope
from service.v1 import auth
from service.v1.fields import Strict
from service.v1.parsing import Header, read_body, read_header, read_id, read_query

View = Callable[..., Any]


class NoQuery(Strict):
    """The query of a view that declares none."""


@dataclass(frozen=True)
class Operation:
    """What a view takes and answers; scope None: anybody may call it."""

    view: View
    scope: Scope | None
    status: int
    problems: Sequence[int]
    content_type: str
    query: Any = NoQuery
    body: Any = None
    answer: Any = None
    headers: dict[str, Any] = field(default_factory=dict)


def operation(
    scope: Scope | None,
    status: int = 200,
    problems: Sequence[int] = (),
    content_type: str = "application/json",
) -> Callable[[View], Callable[..., ResponseReturnValue]]:
    """Make a view of a function.

    scope: what the key must hold. problems: refusals besides those that every operation of its kind has.
    content_type: of the answer; one that is not JSON is returned by the function as a Response.
    """

    def decorate(view: View) -> Callable[..., ResponseReturnValue]:
        described = _describe(Operation(view, scope, status, problems, content_type), signature(view))
        call = _caller(described)
        call.operation = described  # type: ignore[attr-defined]
        return call

    return decorate


def _describe(bare: Operation, signs: Signature) -> Operation:
    hints = {name: parameter.annotation for name, parameter in signs.parameters.items()}
    return Operation(
        bare.view,
        bare.scope,
        bare.status,
        bare.problems,
        bare.content_type,
        query=hints.get("query", NoQuery),
        body=hints.get("body"),
        answer=signs.return_annotation,
        headers={name: hint for name, hint in hints.items() if header_of(hint)},
    )


def header_of(hint: Any) -> Header | None:
    """Return the header that a parameter of a view is read from, if it is one."""
    found = get_args(hint) if get_origin(hint) is Annotated else ()
    return next((one for one in found if isinstance(one, Header)), None)


def _caller(described: Operation) -> Callable[..., ResponseReturnValue]:
    declared = signature(described.view).parameters
    query = TypeAdapter[Any](described.query)
    body = TypeAdapter[Any](described.body) if described.body else None

    @wraps(described.view)
    def call(**path: str) -> ResponseReturnValue:
        if described.scope:
            auth.require(described.scope)
        arguments: dict[str, Any] = {name: read_id(text) for name, text in path.items()}
        arguments["query"] = read_query(query)
        for name, hint in described.headers.items():
            arguments[name] = read_header(header_of(hint), hint)
        if body:
            arguments["body"] = read_body(body)
        answer = described.view(**{name: value for name, value in arguments.items() if name in declared})
        return _response(described, answer)

    return call


def _response(described: Operation, answer: Any) -> ResponseReturnValue:
    if isinstance(answer, Response):
        return answer
    return ("", described.status) if answer is None else (jsonify(answer), described.status)
