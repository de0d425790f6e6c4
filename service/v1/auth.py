"""Bearer keys. API_KEY is an admin key."""

import hmac

from flask import request

from service.problems import Problem
from service.services import services


def require_key() -> None:
    """Refuse the request unless it carries a valid key; a browser's preflight cannot carry one."""
    if request.method == "OPTIONS":
        return
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not _is_api_key(key.strip()):
        detail = "send the header `Authorization: Bearer <key>` with a valid API key"
        raise Problem(401, "unauthorized", detail, headers={"WWW-Authenticate": "Bearer"})


def _is_api_key(key: str) -> bool:
    api_key = services().settings.api_key.get_secret_value()
    return hmac.compare_digest(key.encode(), api_key.encode())
