"""Sign-in with an API key, which the API itself must accept first; sign-out."""

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import logs
from core.scopes import Scope
from web.api import ApiProblemError
from web.guard import clear_cookie, set_cookie
from web.services import services, session
from web.session import SIGNED_IN_SECONDS

bp = Blueprint("signin", __name__)
log = logs.get()
LONGEST_KEY = 512


@bp.get("/sign-in")
def form() -> Response:
    """Ask for an API key."""
    return _form()


@bp.post("/sign-in")
def submit() -> Response:
    """Accept the key if the API does."""
    key = request.form.get("key", "").strip()
    if trouble := _trouble_with(key):
        return _form(trouble, 403)
    scope = _scope_of(key)
    if scope is None:
        return _form("The API does not know this key. Check that it was copied whole.", 403)
    response = redirect(_own_path(request.form.get("next", "")))
    services().sessions.end(session())
    set_cookie(response, services().sessions.begin(key, scope))
    log.info("signed in", request_id=g.request_id)
    return response


@bp.post("/sign-out")
def sign_out() -> Response:
    """End the session."""
    services().sessions.end(session())
    response = redirect(url_for("signin.form"))
    clear_cookie(response)
    log.info("signed out", request_id=g.request_id)
    return response


def _form(trouble: str = "", status: int = 200) -> Response:
    next_path = _own_path(request.values.get("next", ""))
    hours = SIGNED_IN_SECONDS // 3600
    page = render_template("sign_in.html", trouble=trouble, next=next_path, hours=hours)
    response = make_response(page, status)
    set_cookie(response, session())
    return response


def _trouble_with(key: str) -> str:
    if not key:
        return "Type an API key."
    if len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
        return "This is not an API key: it holds characters that no key has, or too many."
    return ""


def _scope_of(key: str) -> Scope | None:
    """Ask the API what a key may do; None: it does not know the key."""
    try:
        return Scope(services().api.signed_in(key, g.request_id).current_key()["scope"])
    except ApiProblemError as problem:
        if problem.status not in {401, 403}:
            raise
        log.warning("sign-in refused", request_id=g.request_id, status=problem.status)
        return None


def _own_path(path: str) -> str:
    """Return the path if it leads to a page of ours, else the front page's: we send nobody elsewhere."""
    ours = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if ours else "/"
