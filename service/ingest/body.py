"""The raw body: refused before it is read where its length is told, and never more of it read than may be."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import gevent

from service.problems import Problem

PATIENCE_SECONDS = 30.0
"""For the whole of a body: who sends slower only holds a connection."""
LINGER_SECONDS = 2.0
LINGER_BYTES = 32 * 1024 * 1024
CHUNK_BYTES = 65_536


class LateError(Exception):
    """The body did not come in time."""


class Body:
    """A request's body of at most `limit` bytes; Problem 413, before anything is read of a declared length.

    What comes in chunks has no length until it is read: then that is done here.
    """

    def __init__(self, environ: Mapping[str, Any], limit: int) -> None:
        self._input = environ["wsgi.input"]
        declared = _declared_length(environ)
        self._chunks = self._receive(limit + 1) if declared is None else b""
        self._length = declared or 0
        if len(self._chunks) > limit or self._length > limit:
            detail = f"the body is larger than the {limit} bytes that are taken here"
            raise Problem(413, "too-large", detail, headers={"Connection": "close"})

    def read(self) -> bytes:
        """Return all of it; Problem 400 when it does not come whole, 408 when it does not come in time."""
        body = self._receive(self._length) if self._length else self._chunks
        if len(body) < self._length:
            detail = f"the body ended after {len(body)} of {self._length} bytes"
            raise Problem(400, "bad-request", detail)
        return body

    def _receive(self, size: int) -> bytes:
        try:
            with gevent.Timeout(PATIENCE_SECONDS, LateError()):
                received: bytes = self._input.read(size)
        except LateError:
            detail = f"the body did not come within {PATIENCE_SECONDS:g} s"
            raise Problem(408, "request-timeout", detail, headers={"Connection": "close"}) from None
        except Exception as problem:  # gunicorn's parser has exceptions of its own for a broken stream
            detail = f"the body could not be read: {type(problem).__name__}"
            raise Problem(400, "bad-request", detail) from None
        return received


def discard(environ: Mapping[str, Any]) -> None:
    """Take in what is still sent after the answer: a connection that is closed at once would lose that."""
    left = LINGER_BYTES
    with gevent.Timeout(LINGER_SECONDS, False), suppress(Exception):
        while left > 0 and (part := environ["wsgi.input"].read(CHUNK_BYTES)):
            left -= len(part)


def _declared_length(environ: Mapping[str, Any]) -> int | None:
    if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
        return None
    return int(environ.get("CONTENT_LENGTH") or 0)
