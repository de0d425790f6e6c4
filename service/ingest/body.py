"""The raw body, never more of it than a source may send."""

from collections.abc import Mapping
from typing import Any

from service.problems import Problem


def read_body(environ: Mapping[str, Any], limit: int) -> bytes:
    """Return the request's body; Problem 413 above `limit` bytes, before reading where the length is told."""
    length = _declared_length(environ)
    if length is not None and length > limit:
        raise _too_large(limit)
    try:
        body: bytes = environ["wsgi.input"].read(limit + 1 if length is None else length)
    except Exception as problem:  # gunicorn's parser has exceptions of its own for a broken stream
        raise Problem(400, "bad-request", f"the body could not be read: {type(problem).__name__}") from None
    if length is not None and len(body) < length:
        raise Problem(400, "bad-request", f"the body ended after {len(body)} of {length} bytes")
    if len(body) > limit:
        raise _too_large(limit)
    return body


def _declared_length(environ: Mapping[str, Any]) -> int | None:
    if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
        return None
    return int(environ.get("CONTENT_LENGTH") or 0)


def _too_large(limit: int) -> Problem:
    detail = f"the body is larger than the {limit} bytes that are taken here"
    return Problem(413, "too-large", detail, headers={"Connection": "close"})
