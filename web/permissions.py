"""What a person may do on the pages: what the API lets the holder of their key do."""

from collections.abc import Mapping

from flask import Flask, request
from werkzeug.exceptions import Forbidden

from core.scopes import Scope
from web.services import session

NEEDED: Mapping[str, Scope] = {
    "dead_letters.replay": Scope.OPERATE,
    "dead_letters.confirm": Scope.OPERATE,
    "dead_letters.replay_all": Scope.OPERATE,
    "replays.new": Scope.OPERATE,
    "replays.create": Scope.OPERATE,
    "replays.cancel": Scope.OPERATE,
    "destinations.pause": Scope.OPERATE,
    "destinations.enable": Scope.OPERATE,
    "destinations.disable": Scope.ADMIN,
    "destinations.test": Scope.ADMIN,
    "destinations.rotate": Scope.ADMIN,
    "destinations.new": Scope.ADMIN,
    "destinations.edit": Scope.ADMIN,
    "destinations.delete": Scope.ADMIN,
    "sources.new": Scope.ADMIN,
    "sources.edit": Scope.ADMIN,
    "sources.delete": Scope.ADMIN,
    "keys.index": Scope.ADMIN,
    "keys.delete": Scope.ADMIN,
}
"""Of each page that not everybody may use, the scope that it needs; all others only look."""


def install(app: Flask) -> None:
    """Refuse pages that a person's key is not enough for, and let templates ask: `may("sources.new")`."""
    app.before_request(_require)
    app.context_processor(lambda: {"may": may})


def may(endpoint: str) -> bool:
    """Return whether who is signed in may use a page."""
    return session().scope.holds(NEEDED.get(endpoint, Scope.READ))


def _require() -> None:
    endpoint = request.endpoint or ""
    if session().key and not may(endpoint):
        raise Forbidden(f"It needs a key of scope {NEEDED[endpoint]}; yours is {session().scope}.")
