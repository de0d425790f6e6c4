"""The OpenAPI document: every operation of the app, with all that it takes and answers."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from core import __version__
from service.openapi import links
from service.openapi.schemas import Schemas
from service.openapi.words import ANSWERS, DESCRIPTION, HEADERS, TAGS
from service.v1.operations import Operation, header_of

Document = dict[str, Any]
PARAMETER = re.compile(r"<(\w+)>")
FIRST_PART = re.compile(r"[.;] ")
PROBLEM = "application/problem+json"


def document(app: Flask) -> Document:
    """Return the description of all operations that the app has."""
    found = list(operations(app))
    schemas = Schemas(operation for _, operation in found)
    paths: dict[str, Document] = {}
    for rule, operation in found:
        path = paths.setdefault(PARAMETER.sub(r"{\1}", rule.rule), {})
        path[_method(rule)] = _operation(rule, operation, schemas)
    links.add(paths)
    return {
        "openapi": "3.1.0",
        "info": {"title": "webhook-monitor", "version": __version__, "description": DESCRIPTION},
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": schemas.used(paths),
            "headers": HEADERS,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def operations(app: Flask) -> Iterator[tuple[Rule, Operation]]:
    """Yield every view that is an operation, with its route."""
    for rule in app.url_map.iter_rules():
        operation = getattr(app.view_functions[rule.endpoint], "operation", None)
        if operation:
            yield rule, operation


def _method(rule: Rule) -> str:
    (method,) = (rule.methods or set()) - {"HEAD", "OPTIONS"}
    return method.lower()


def _operation(rule: Rule, operation: Operation, schemas: Schemas) -> Document:
    summary, rest = _told(operation)
    noun = rule.rule.split("/")[2]
    described: Document = {
        "operationId": rule.endpoint.replace("v1.", "").replace(".", "_"),
        "tags": [noun],
        "summary": summary,
        "description": rest,
        "parameters": [*_path(rule), *_query(operation, schemas), *_headers(operation, schemas)],
        "responses": {str(status): answer for status, answer in _answers(rule, operation, schemas)},
    }
    if operation.scope is None:
        described["security"] = []
    if operation.body is not None:
        content = {"application/json": {"schema": schemas.of(operation.body)}}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _told(operation: Operation) -> tuple[str, str]:
    """Return what a view's docstring begins with, and the rest of it with the scope that is needed."""
    words = " ".join((operation.view.__doc__ or "").split())
    summary, _, rest = FIRST_PART.sub("\n", words, count=1).partition("\n")
    needs = f"Needs a key of scope `{operation.scope}`." if operation.scope else "Needs no key."
    return summary.rstrip("."), f"{rest[:1].upper()}{rest[1:]} {needs}".strip()


def _path(rule: Rule) -> Iterator[Document]:
    for name in PARAMETER.findall(rule.rule):
        schema = {"type": "string", "format": "uuid"}
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _query(operation: Operation, schemas: Schemas) -> Iterator[Document]:
    whole = schemas.resolved(operation.query)
    for name, schema in whole.get("properties", {}).items():
        yield _parameter(name, "query", schema)


def _headers(operation: Operation, schemas: Schemas) -> Iterator[Document]:
    for hint in operation.headers.values():
        header = header_of(hint)
        assert header
        yield _parameter(header.name, "header", schemas.of(hint))


def _parameter(name: str, place: str, schema: Document) -> Document:
    """Return an optional parameter: what is left out has no value, so its schema has no null."""
    plain = {key: value for key, value in schema.items() if key not in ("anyOf", "default", "title")}
    for choice in schema.get("anyOf", []):
        if choice != {"type": "null"}:
            plain |= choice
    if schema.get("default") is not None:
        plain["default"] = schema["default"]
    description = plain.pop("description", None)
    return {"name": name, "in": place, "schema": plain} | (
        {"description": description} if description else {}
    )


def _answers(rule: Rule, operation: Operation, schemas: Schemas) -> Iterator[tuple[int, Document]]:
    yield operation.status, _success(operation, schemas)
    for status in sorted(_problems(rule, operation)):
        schema = schemas.reference("InvalidRequest" if status == 400 else "Problem")
        headers = {name: {"$ref": f"#/components/headers/{name}"} for name in _headers_of(status)}
        content = {PROBLEM: {"schema": schema}}
        yield status, {"description": ANSWERS[status], "headers": headers, "content": content}


def _problems(rule: Rule, operation: Operation) -> Iterable[int]:
    of_kind = {400, 503}
    if operation.scope:
        of_kind |= {401, 403}
    if PARAMETER.search(rule.rule):
        of_kind.add(404)
    if operation.body is not None:
        of_kind.add(413)
    return of_kind | set(operation.problems)


def _headers_of(status: int) -> list[str]:
    more = {401: ["WWW-Authenticate"], 503: ["Retry-After"]}
    return ["X-Request-Id", *more.get(status, [])]


def _success(operation: Operation, schemas: Schemas) -> Document:
    answer: Document = {
        "description": ANSWERS[operation.status],
        "headers": {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}},
    }
    if operation.status != 204:
        json = operation.content_type == "application/json"
        schema = schemas.of(operation.answer) if json else {}
        answer["content"] = {operation.content_type: {"schema": schema}}
    return answer
