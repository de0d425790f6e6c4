"""One webhook as it is stored."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from core.ids import uuid7

NEVER_STORED = {"HTTP_AUTHORIZATION", "HTTP_PROXY_AUTHORIZATION", "HTTP_COOKIE"}
PLAIN = {"CONTENT_TYPE", "CONTENT_LENGTH"}


@dataclass(slots=True, eq=False)
class Event:
    """A verified webhook. `headers` is JSON text: [[name, value], …]."""

    source_id: UUID
    provider_id: str | None
    type: str | None
    content_type: str | None
    headers: str
    body: bytes
    id: UUID = field(default_factory=uuid7)


def headers_of(environ: Mapping[str, Any]) -> str:
    """Return the request's headers as JSON text. WSGI keeps neither the case of names nor repeated lines."""
    return json.dumps([(_name(key), environ[key]) for key in _stored(environ)])


def names_of(environ: Mapping[str, Any]) -> list[str]:
    """Return the names of the request's headers."""
    return [_name(key) for key in environ if key.startswith("HTTP_") or (key in PLAIN and environ[key])]


def _stored(environ: Mapping[str, Any]) -> Iterator[str]:
    for key in environ:
        if (key.startswith("HTTP_") and key not in NEVER_STORED) or (key in PLAIN and environ[key]):
            yield key


@lru_cache(maxsize=1024)
def _name(key: str) -> str:
    return key.removeprefix("HTTP_").replace("_", "-").title()
