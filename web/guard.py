"""At the door of every page: whose session it is, whether it may see the page, whether its form is ours."""

from hmac import compare_digest

from flask import Flask, Response, g, redirect, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as BaseResponse

from web.services import services, session
from web.session import Session

OPEN_TO_ALL = {"static", "health.livez", "health.readyz", "signin.form", "signin.submit", "events.live", None}
"""The live list says itself that a session is over; None stands for addresses that do not exist."""


def install(app: Flask) -> None:
    """Put the guard in front of all pages of the application."""
    app.before_request(_open_session)
    app.before_request(_require_csrf)
    app.before_request(_require_sign_in)
    app.context_processor(lambda: {"session": g.get("session")})


def set_cookie(response: BaseResponse, holder: Session) -> None:
    """Give the browser its session."""
    sessions = services().sessions
    response.set_cookie(
        sessions.cookie_name,
        sessions.seal(holder),
        max_age=sessions.seconds_left(holder),
        secure=is_secure(),
        httponly=True,
        samesite="Lax",
    )


def clear_cookie(response: BaseResponse) -> None:
    """Take the session from the browser."""
    name = services().sessions.cookie_name
    response.delete_cookie(name, secure=is_secure(), httponly=True, samesite="Lax")


def sign_in_address() -> str:
    """Return where to sign in, so that one comes back to the page that was asked for."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return url_for("signin.form", next=None if wanted == "/" else wanted)


def is_secure() -> bool:
    """Return whether cookies are for https alone."""
    return services().settings.app_env != "local" or request.is_secure


def _open_session() -> None:
    sessions = services().sessions
    g.session = sessions.open(request.cookies.get(sessions.cookie_name)) or sessions.begin()


def _require_csrf() -> None:
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    if not compare_digest(request.form.get("csrf", "").encode(), session().csrf.encode()):
        raise BadRequest(
            "This form has expired, or the browser refuses our cookie. Go back, reload the page, try again."
        )


def _require_sign_in() -> Response | BaseResponse | None:
    if session().key or request.endpoint in OPEN_TO_ALL:
        return None
    return redirect(sign_in_address())
