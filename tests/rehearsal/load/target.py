"""Where a load goes, and whom it trusts there."""

import asyncio
import ssl
from dataclasses import dataclass
from functools import cache

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
CONNECT_SECONDS = 20


@dataclass(frozen=True)
class Target:
    """address: of the edge; domain: what its certificate must name; roots: PEM of who vouches for it."""

    address: str
    domain: str
    roots: str
    path: str = "/v1/load"
    port: int = 443

    async def connect(self, protocol: str) -> Streams:
        """Return a new connection that speaks a protocol, by its ALPN name."""
        context = _trusting(self.roots, protocol)
        opening = asyncio.open_connection(
            self.address, self.port, ssl=context, server_hostname=self.domain, limit=1 << 20
        )
        reader, writer = await asyncio.wait_for(opening, CONNECT_SECONDS)
        chosen = writer.get_extra_info("ssl_object").selected_alpn_protocol()
        if chosen != protocol:
            writer.close()
            raise ConnectionError(f"{protocol} was asked for, and {chosen} chosen")
        return reader, writer


@cache
def _trusting(roots: str, protocol: str) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=roots)
    context.set_alpn_protocols([protocol])
    return context
