"""Bearer keys: those of /v1/keys, stored as SHA-256, and API_KEY, an admin key."""

import hmac
import re
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from flask import g, request

from core.scopes import Scope
from service.database import connection
from service.problems import Problem
from service.services import services

PREFIX = "wm_"
OURS = re.compile(PREFIX + r"[A-Za-z0-9_-]{43}")
FIND = "select id, name, scope from api_keys where hash = %s"


@dataclass(frozen=True)
class Key:
    """Who asks; id None: the holder of API_KEY."""

    id: UUID | None
    name: str
    scope: Scope


def hash_of(key: str) -> bytes:
    """Return what is stored of a key. It is 256 random bits: no salt and no slow hash would add anything."""
    return sha256(key.encode()).digest()


def require(scope: Scope) -> None:
    """Let `who()` answer for this request; Problem 401 without a valid key, 403 below the scope."""
    key = _key_of_request()
    if key is None:
        detail = "send the header `Authorization: Bearer <key>` with a valid API key"
        raise Problem(401, "unauthorized", detail, headers={"WWW-Authenticate": "Bearer"})
    g.key = key
    require_scope(scope)


def require_scope(scope: Scope) -> None:
    """Go on only if the request's key holds the scope; Problem 403."""
    if not who().scope.holds(scope):
        raise Problem(403, "forbidden", f"this needs a key of scope {scope}; yours is {who().scope}")


def who() -> Key:
    """Return the key of the current request."""
    key: Key = g.key
    return key


def _key_of_request() -> Key | None:
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    text = text.strip()
    api_key = services().settings.api_key.get_secret_value()
    if hmac.compare_digest(text.encode(), api_key.encode()):
        return Key(None, "API_KEY", Scope.ADMIN)
    return _stored(text) if OURS.fullmatch(text) else None


def _stored(text: str) -> Key | None:
    with connection() as database:
        row = database.execute(FIND, [hash_of(text)]).fetchone()
    return Key(row["id"], row["name"], Scope(row["scope"])) if row else None
