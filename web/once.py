"""What the next page says once: that something was done, and a secret that is never shown again.

It travels sealed, in a cookie that the page takes back as it shows it; the server keeps nothing.
"""

import json
from dataclasses import asdict, dataclass, field

from flask import Flask, g, redirect, request
from werkzeug.wrappers import Response

from core.sealing import SealError
from web.guard import is_secure
from web.services import services, session

SECONDS = 120
"""How long the next page may take to be asked for."""


@dataclass(frozen=True)
class Once:
    """A sentence; a link that goes with it; a secret, and what it is."""

    said: str
    link: str = ""
    link_text: str = ""
    secret: str = field(default="", repr=False)
    what: str = ""


def install(app: Flask) -> None:
    """Give templates `once()`, and take back from the browser what it returned."""
    app.jinja_env.globals["once"] = once
    app.after_request(_take_back)


def redirect_saying(address: str, message: Once) -> Response:
    """Go to a page of ours that says this, once."""
    response = redirect(address)
    response.set_cookie(
        _name(),
        services().sessions.seal_text(json.dumps([session().id, asdict(message)])),
        max_age=SECONDS,
        secure=is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def once() -> Once | None:
    """Return what is to be said now, if anything."""
    if not (cookie := request.cookies.get(_name())):
        return None
    g.said_once = True
    try:
        holder, message = json.loads(services().sessions.open_text(cookie))
        return Once(**message) if holder == session().id else None
    except (SealError, TypeError, ValueError):
        return None


def _take_back(response: Response) -> Response:
    if g.get("said_once"):
        response.delete_cookie(_name(), secure=is_secure(), httponly=True, samesite="Lax")
    return response


def _name() -> str:
    return f"{services().sessions.cookie_name}_once"
