"""What a verified webhook says of itself: its id, its type, and whether it is only a handshake.

Whatever cannot be read is None, and turns nothing away.
"""

import json
from dataclasses import dataclass
from typing import Any

from service.ingest.schemes import Path, Scheme
from service.ingest.verify import Headers

MAX_LENGTH = 1_000
"""Of an id or type in characters; a longer one counts as unreadable."""


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
    return Identity(
        provider_id=_found(scheme.id_header, scheme.id_path, headers, document),
        type=_found(scheme.type_header, scheme.type_path, headers, document),
        challenge=_challenge(scheme, document),
    )


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _found(header: str | None, path: Path | None, headers: Headers, document: Any) -> str | None:
    if header:
        return _usable(headers.get(header))
    return _usable(_member(document, path)) if path else None


def _member(document: Any, path: Path) -> Any:
    for name in path:
        document = document.get(name) if isinstance(document, dict) else None
    return document


def _usable(value: Any) -> str | None:
    if not isinstance(value, str) or not 0 < len(value) <= MAX_LENGTH or "\0" in value:
        return None
    return value if _is_text(value) else None


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:  # half a surrogate pair, which JSON allows
        return False
    return True


def _challenge(scheme: Scheme, document: Any) -> str | None:
    if scheme.handshake is None or _member(document, ("type",)) != scheme.handshake:
        return None
    challenge = _member(document, ("challenge",))
    return challenge if isinstance(challenge, str) else None
