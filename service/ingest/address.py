"""The sender's address, seen through the proxies that we trust."""

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

from core.settings import Networks


def client_address(environ: Mapping[str, Any], trusted: Networks) -> str:
    """Return the nearest address that is not a trusted proxy's; what cannot be read ends the search."""
    address = str(environ.get("REMOTE_ADDR", ""))
    if not trusted:
        return address
    hops = [hop.strip() for hop in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    while hops and _is_trusted(address, trusted):
        address = hops.pop()
    return address


@lru_cache(maxsize=4096)
def _is_trusted(address: str, trusted: Networks) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return any(parsed in network for network in trusted)
