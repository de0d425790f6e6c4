"""The one verifier: whether a source's keys vouch for a webhook, and whether it is recent."""

import re
import time
from collections.abc import Sequence
from typing import Protocol

from service.ingest.keys import Key
from service.ingest.schemes import Scheme

MAX_SIGNATURES = 20
"""More in one header are not looked at: each may cost a verification."""
NUMBER = re.compile(r"-?[0-9]+")
MAX_DIGITS = 15


class Headers(Protocol):
    """A request's headers, as WSGI decodes them; names are compared without regard to case."""

    def get(self, key: str, /) -> str | None:
        """Return the value; None when there is none."""


class SignatureError(Exception):
    """A webhook that its source's secrets do not vouch for; `reason` is the problem's name."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def verify(
    scheme: Scheme, keys: Sequence[Key], tolerance_seconds: int, headers: Headers, body: bytes
) -> None:
    """Raise SignatureError unless one of the keys signed this body, and lately if the scheme tells."""
    items = _items(scheme, _needed(headers, scheme.signature))
    timestamp = _timestamp(scheme, headers, items)
    id_ = (headers.get(scheme.id_header) if scheme.id_header else None) or ""
    message = scheme.signed.format(id=id_, timestamp=timestamp).encode("latin-1") + body
    if not _vouched_for(scheme, keys, items, message):
        if "{id}" in scheme.signed and not id_:
            raise _missing(scheme.id_header)
        raise SignatureError("bad-signature", f"{scheme.signature} does not match this body and the secret")
    if timestamp is not None:
        _check_time(timestamp, tolerance_seconds)


def _items(scheme: Scheme, header: str) -> list[str]:
    if scheme.separator is None:
        return [header]
    return [item.strip() for item in header.split(scheme.separator)]


def _timestamp(scheme: Scheme, headers: Headers, items: Sequence[str]) -> str | None:
    if scheme.timestamp_header:
        return _needed(headers, scheme.timestamp_header)
    if scheme.timestamp_item is None:
        return None
    for item in items:
        if item.startswith(scheme.timestamp_item):
            return item.removeprefix(scheme.timestamp_item)
    raise SignatureError("bad-signature", f"{scheme.signature} has no {scheme.timestamp_item}")


def _needed(headers: Headers, name: str) -> str:
    value = headers.get(name)
    if not value:
        raise _missing(name)
    return value


def _missing(name: str | None) -> SignatureError:
    return SignatureError("missing-signature", f"header {name} is missing")


def _vouched_for(scheme: Scheme, keys: Sequence[Key], items: Sequence[str], message: bytes) -> bool:
    # All are compared, whichever matches: time tells nothing.
    verdicts = [key.vouches(message, one) for key in keys for one in _signatures(scheme, key, items)]
    return any(verdicts)


def _signatures(scheme: Scheme, key: Key, items: Sequence[str]) -> list[bytes]:
    texts = [item.removeprefix(key.prefix) for item in items if item.startswith(key.prefix)]
    found = []
    for text in texts[:MAX_SIGNATURES]:
        try:
            found.append(scheme.decode(text))
        except ValueError:  # binascii.Error is one
            continue
    return found


def _check_time(text: str, tolerance_seconds: int) -> None:
    if not NUMBER.fullmatch(text):
        raise SignatureError("bad-signature", "the timestamp is not a number of seconds")
    # Whole seconds on both sides: senders' clocks have no others.
    if len(text) > MAX_DIGITS or abs(int(time.time()) - int(text)) > tolerance_seconds:
        raise SignatureError("stale-timestamp", f"the timestamp is more than {tolerance_seconds} s from now")
