"""Which URLs a destination may have. The worker judges addresses once more when it connects."""

import re
import socket
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import SplitResult, urlsplit

from core.egress import Address, blocked
from core.settings import Networks

PRINTABLE_ASCII = re.compile(r"[!-~]{1,2048}")
HOST_NAME = re.compile(r"(?=.{1,254}$)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?")


def check_url(url: str) -> str:
    """Return the URL; ValueError unless it is an http(s) URL that every parser reads alike."""
    if not PRINTABLE_ASCII.fullmatch(url) or "\\" in url:
        raise ValueError("must be printable ASCII of at most 2,048 characters, the rest percent-encoded")
    parts = _split(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an absolute URL that begins with http:// or https://")
    if "@" in parts.netloc:
        raise ValueError("must not hold a user name or password: they would be stored unsealed")
    if _literal(parts.hostname) is None and not HOST_NAME.fullmatch(parts.hostname):
        raise ValueError("has a host that is no name and no address (write other letters as xn--...)")
    return url


def is_refused(url: str, allow: Networks) -> bool:
    """Say whether a checked URL's host is a literal address that deliveries may not go to."""
    address = _literal(urlsplit(url).hostname or "")
    return address is not None and blocked(address, allow)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.port != 0  # reading it raises, too, when it is no port
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("has a malformed host or port")
    return parts


def _literal(host: str) -> Address | None:
    # inet_aton reads 127.1, 0x7f000001 and 017700000001 too, and so do resolvers.
    try:
        return IPv4Address(socket.inet_aton(host.rstrip(".")))
    except OSError:
        pass
    try:
        return IPv6Address(host)
    except ValueError:
        return None
