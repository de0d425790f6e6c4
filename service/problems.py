"""Errors as RFC 9457 problem documents, and the id that ties an answer to its log lines."""

import json
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TypedDict

import psycopg
from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from core import logs
from core.ids import uuid7
from service.unreadable import document

SANE_ID = re.compile(r"[!-~]{1,128}")
CONTENT_TYPE = "application/problem+json"
RETRY_SOON = {"Retry-After": "1"}
log = logs.get()


class FieldError(TypedDict):
    """What is wrong with one field, query parameter or part of the path."""

    field: str
    message: str


class Problem(Exception):  # noqa: N818  # RFC 9457 calls it so
    """An answer that is not a success: `raise Problem(409, "name-taken", "a source has this name")`.

    slug ends the problem's `type` and becomes its title; detail is one sentence for people.
    """

    def __init__(
        self,
        status: int,
        slug: str,
        detail: str,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[FieldError] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.slug = slug
        self.detail = detail
        self.headers = dict(headers or {})
        self.errors = errors

    def body(self, request_id: str) -> str:
        """Return the document, as JSON."""
        errors = {} if self.errors is None else {"errors": list(self.errors)}
        found = document(self.status, self.slug, self.detail, request_id) | errors
        return json.dumps(found, ensure_ascii=False)


def invalid(*errors: FieldError) -> Problem:
    """Return the 400 that names each field that does not fit."""
    detail = "; ".join(f"{error['field']}: {error['message']}" for error in errors)
    return Problem(400, "invalid-request", detail, errors=errors)


def unavailable(detail: str) -> Problem:
    """Return the 503 that asks to come back in a second."""
    return Problem(503, "unavailable", detail, headers=RETRY_SOON)


def install(app: Flask) -> None:
    """Answer every error of the app as a problem, and every request with an X-Request-Id."""
    app.before_request(_identify)
    app.after_request(_echo)
    app.register_error_handler(Exception, _answer)


def identity_of(given: str | None) -> str:
    """Return the id of a request: the one that it brought, if that is sane."""
    return given if given and SANE_ID.fullmatch(given) else str(uuid7())


def problem_of(error: Exception, request_id: str, path: str, method: str) -> Problem:
    """Return what an error is answered with; the log has what nobody expected."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, HTTPException):
        return _http_error(error)
    if isinstance(error, psycopg.OperationalError):
        log.warning("database unavailable", cause=str(error), request_id=request_id, path=path)
        return _database_error(error)
    log.error("request failed", exc_info=error, request_id=request_id, path=path, method=method)
    return Problem(500, "internal-error", "something went wrong here; the log has the details")


def _identify() -> None:
    g.request_id = identity_of(request.headers.get("X-Request-Id"))


def _echo(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.request_id
    return response


def _answer(error: Exception) -> Response:
    problem = problem_of(error, g.request_id, request.path, request.method)
    return Response(problem.body(g.request_id), problem.status, problem.headers, content_type=CONTENT_TYPE)


def _http_error(error: HTTPException) -> Problem:
    status = HTTPStatus(error.code or 500)
    slug = status.phrase.lower().replace(" ", "-")
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    return Problem(status, slug, status.description or status.phrase, headers)


def _database_error(error: psycopg.OperationalError) -> Problem:
    if isinstance(error, psycopg.errors.QueryCanceled):
        return unavailable("the database took too long: narrow the query with `from` and `to`")
    return unavailable("the database cannot be reached now")
