"""What a verified webhook says of itself: its id, its type, and whether it is only a handshake.

Whatever cannot be read is None, and turns nothing away.
"""

import json
from dataclasses import dataclass
from typing import Any

from service.ingest.schemes import Path, Scheme
from service.ingest.verify import Headers

MAX_ID_LENGTH = 1_000
"""In characters; a longer one counts as unreadable."""
MAX_TYPE_BYTES = 1_000
"""In UTF-8, for the database keeps an index of types; a longer one counts as unreadable."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The sender's id and type of an event; challenge: what a handshake asks back, and then it is none."""

    provider_id: str | None = None
    type: str | None = None
    challenge: str | None = None


def identify(scheme: Scheme | None, headers: Headers, body: bytes) -> Identity:
    """Read what the scheme says where to find."""
    if scheme is None:
        return Identity()
    document = _parsed(body) if scheme.id_path or scheme.type_path else None
    id_ = _text(_found(scheme.id_header, scheme.id_path, headers, document))
    type_ = _text(_found(scheme.type_header, scheme.type_path, headers, document))
    return Identity(
        provider_id=id_ if id_ and len(id_) <= MAX_ID_LENGTH else None,
        type=type_ if type_ and len(type_.encode()) <= MAX_TYPE_BYTES else None,
        challenge=_challenge(scheme, document),
    )


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _found(header: str | None, path: Path | None, headers: Headers, document: Any) -> Any:
    if header:
        return headers.get(header)
    return _member(document, path) if path else None


def _member(document: Any, path: Path) -> Any:
    for name in path:
        document = document.get(name) if isinstance(document, dict) else None
    return document


def _text(value: Any) -> str | None:
    """Return what PostgreSQL takes as a text: no other type, no NUL, no half of a surrogate pair."""
    if not isinstance(value, str) or "\0" in value:
        return None
    try:
        value.encode()
    except UnicodeEncodeError:
        return None
    return value


def _challenge(scheme: Scheme, document: Any) -> str | None:
    if scheme.handshake is None or _member(document, ("type",)) != scheme.handshake:
        return None
    challenge = _member(document, ("challenge",))
    return challenge if isinstance(challenge, str) else None
