"""Errors as pages: what happened, what to do, and the id to look for in the logs."""

from flask import Flask, g, make_response, redirect, render_template
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from core import logs
from web.api import ApiProblemError, ApiUnreachableError
from web.guard import clear_cookie, sign_in_address
from web.services import services, session

log = logs.get()
WORDS = {
    400: ("This request cannot be read", ""),
    403: ("This is not for your key", ""),
    404: ("There is no such page", "Check its address, or begin with the events."),
    405: ("This page can only be read", ""),
    413: ("This form is too large", ""),
}


def install(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(ApiProblemError, api_problem)
    app.register_error_handler(ApiUnreachableError, api_error)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, unexpected)


def api_problem(problem: ApiProblemError) -> Response:
    """Pass on the API's refusal; when it no longer knows the key, ask for another."""
    if problem.status == 401:
        return _sign_in_again()
    if problem.status >= 500:
        log.warning("the API failed", request_id=g.request_id, status=problem.status, title=problem.title)
    return _page(
        problem.status, problem.title, problem.detail, problem.request_id or g.request_id, problem.errors
    )


def api_error(problem: ApiUnreachableError) -> Response:
    """Say that the API cannot be reached: 503."""
    log.warning("the API cannot be reached", request_id=g.request_id, reason=str(problem))
    detail = "It may be restarting. It is also what receives webhooks, so look at it first."
    response = _page(503, "The API does not answer", detail, g.request_id)
    response.headers["Retry-After"] = "5"
    return response


def http_error(error: HTTPException) -> Response:
    """Show an HTTP error of our own."""
    if error.code is None or error.code < 400:
        return error.get_response()  # a redirect
    title, advice = WORDS.get(error.code, (error.name, ""))
    is_ours = error.description != type(error).description
    return _page(error.code, title, str(error.description) if is_ours else advice, g.request_id)


def unexpected(error: Exception) -> Response:
    """Log what nobody foresaw, and show its id."""
    log.error("page failed", exc_info=error, request_id=g.request_id)
    detail = "This is our mistake, not yours. The log holds the reason under the id below."
    return _page(500, "This page failed", detail, g.request_id)


def _sign_in_again() -> Response:
    services().sessions.end(session())
    response = redirect(sign_in_address())
    clear_cookie(response)
    return response


def _page(
    status: int, title: str, detail: str, request_id: str, errors: list[dict[str, str]] | None = None
) -> Response:
    page = render_template(
        "error.html", status=status, title=title, detail=detail, request_id=request_id, errors=errors or []
    )
    return make_response(page, status)
