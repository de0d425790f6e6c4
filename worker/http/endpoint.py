"""A destination's URL, taken apart once for all its deliveries."""

from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, unquote, urlsplit

PORTS = {"http": 80, "https": 443}
KEPT = "%/:?#[]@!$&'()*+,;=~"
"""Characters of a path or query that stay as they were typed; others outside ASCII are percent-encoded."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to connect to, and the lines with which a request to it begins."""

    host: str
    port: int
    tls: bool
    opening: bytes

    @classmethod
    def parse(cls, url: str) -> "Endpoint":
        """Take a http or https URL apart; ValueError when it is none."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("must be http://host/… or https://host/…")
        host = parts.hostname if parts.hostname.isascii() else parts.hostname.encode("idna").decode()
        port = parts.port if parts.port is not None else PORTS[parts.scheme]
        return cls(host, port, parts.scheme == "https", _opening(parts, host))


def _opening(parts: SplitResult, host: str) -> bytes:
    path = quote(parts.path or "/", safe=KEPT)
    query = f"?{quote(parts.query, safe=KEPT)}" if parts.query else ""
    authority = f"[{host}]" if ":" in host else host
    if parts.port is not None and parts.port != PORTS[parts.scheme]:
        authority += f":{parts.port}"
    lines = [f"POST {path}{query} HTTP/1.1", f"host: {authority}"]
    if parts.username is not None or parts.password is not None:
        credentials = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        lines.append(f"authorization: Basic {b64encode(credentials.encode()).decode()}")
    return "".join(f"{line}\r\n" for line in lines).encode()
