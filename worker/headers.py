"""The header fields of a delivery: ours, and those of the original request that go with it."""

import re
from collections.abc import Sequence
from functools import lru_cache

from core import __version__

USER_AGENT = f"webhook-monitor/{__version__}"

OURS = {
    "content-type",
    "user-agent",
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
    "webhook-monitor-event",
    "webhook-monitor-source",
    "webhook-monitor-attempt",
}
HOP_BY_HOP = {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}
NOT_FORWARDED = HOP_BY_HOP | {
    "host",
    "content-length",
    "expect",  # answered by us already: 100 Continue
    "authorization",
    "cookie",
    "forwarded",
}
NOT_FORWARDED_PREFIXES = ("proxy-", "x-forwarded-")

TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
FORBIDDEN = re.compile(r"[^\t\x20-\x7e\x80-\xff]")

Header = tuple[str, str]


def forwarded(received: Sequence[Header]) -> list[Header]:
    """Return the fields that go with a delivery, without any that HTTP does not allow."""
    named = _named_by_connection(received)
    return [
        (name, value)
        for name, value in received
        if is_forwarded(name) and is_sendable(value) and (not named or name.lower() not in named)
    ]


def is_sendable(value: str) -> bool:
    """Whether a value consists of bytes that a field may have."""
    return (value.isascii() and value.isprintable()) or not FORBIDDEN.search(value)


@lru_cache(maxsize=1024)
def is_forwarded(name: str) -> bool:
    """Whether fields of this name go with a delivery."""
    lower = name.lower()
    excluded = lower in OURS or lower in NOT_FORWARDED or lower.startswith(NOT_FORWARDED_PREFIXES)
    return not excluded and TOKEN.fullmatch(name) is not None


def _named_by_connection(received: Sequence[Header]) -> set[str]:
    values = [value for name, value in received if name.lower() == "connection"]
    return {named.strip().lower() for value in values for named in value.split(",")}
