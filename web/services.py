"""What the pages work with, made once by `create_app`."""

from dataclasses import dataclass, field
from threading import Event as Flag
from typing import cast

from flask import current_app, g

from core.settings import WebSettings
from web.api import Api
from web.session import Session, Sessions


@dataclass(frozen=True)
class Services:
    """Settings, the API, the sessions; `draining` is set once the process has been told to stop."""

    settings: WebSettings
    api: Api
    sessions: Sessions
    draining: Flag = field(default_factory=Flag)


def services() -> Services:
    """Return the services of the application that serves this request."""
    return cast("Services", current_app.extensions["services"])


def session() -> Session:
    """Return this request's session; a visitor has one too."""
    return cast("Session", g.session)


def api() -> Api:
    """Return the API as the signed-in person sees it."""
    return services().api.signed_in(session().key, g.request_id)
