"""Posts over connections that it keeps; never to an address that EGRESS_ALLOW and the rules refuse."""

import asyncio
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from core.egress import Network, blocked
from worker.answer import Answer, Error, PostError
from worker.headers import Header

HEAD_BYTES = 1_000
HEAD_SECONDS = 1.0
"""How long the beginning of the answer's body is waited for once the status is known."""

KEPT_SECONDS = 15
"""A connection idle for longer is closed."""

NOT_OURS = ("Accept", "Accept-Encoding", "Content-Type")
"""Headers that aiohttp would add: a delivery has those of its event."""


class BlockedError(OSError):
    """An address that deliveries must not go to. One message for all, so that aiohttp passes it on."""

    def __init__(self) -> None:
        super().__init__("blocked address")


class Client:
    """One per process and event loop. It follows no redirects, reads no proxy settings, keeps no cookies.

    allow: private networks that may be posted to (EGRESS_ALLOW).
    """

    def __init__(self, allow: tuple[Network, ...]) -> None:
        self._allow = allow
        self._session: aiohttp.ClientSession | None = None

    def anew(self) -> "Client":
        """Return another client that may post to the same networks."""
        return Client(self._allow)

    async def post(self, url: URL, headers: Sequence[Header], body: bytes, timeout: float) -> Answer:
        """Post and return the answer; PostError when none begins within the timeout, in seconds."""
        try:
            async with asyncio.timeout(timeout):
                response = await self._answered(url, headers, body)
        except TimeoutError:
            raise PostError(Error.TIMEOUT) from None
        except (aiohttp.ClientError, OSError, ValueError) as problem:
            raise PostError(_error_of(problem), problem) from None
        async with response:
            return Answer(response.status, await _head(response.content), response.headers.get("Retry-After"))

    async def notice_closed(self) -> None:
        """Let the loop hear which kept connections were closed while it stood still."""
        for _ in range(3):
            await asyncio.sleep(0)

    async def close(self) -> None:
        """Close all connections."""
        if self._session:
            await self._session.close()

    async def _answered(self, url: URL, headers: Sequence[Header], body: bytes) -> aiohttp.ClientResponse:
        session = self._open()
        fields = CIMultiDict((name, _text(value)) for name, value in headers)
        try:
            return await session.post(url, data=body, headers=fields, allow_redirects=False)
        except aiohttp.ClientConnectorError:
            raise
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            # Most likely a kept connection that was closed before it heard us; if not, this fails as well.
            return await session.post(url, data=body, headers=fields, allow_redirects=False)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=0,
                    keepalive_timeout=KEPT_SECONDS,
                    ssl=ssl.create_default_context(),
                    socket_factory=self._socket,
                ),
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
                skip_auto_headers=NOT_OURS,
            )
        return self._session

    def _socket(self, address_info: Any) -> socket.socket:
        # The very address that is connected to, typed or looked up: DNS cannot change it after.
        family, type_, protocol, _, address = address_info
        if blocked(address[0], self._allow):
            raise BlockedError
        return socket.socket(family, type_, protocol)


async def _head(content: aiohttp.StreamReader) -> bytes:
    """Return the beginning of a body. The status is known: nothing that happens here is a failure."""
    head = b""
    with suppress(aiohttp.ClientError, TimeoutError):
        async with asyncio.timeout(HEAD_SECONDS):
            while len(head) < HEAD_BYTES and (part := await content.read(HEAD_BYTES - len(head))):
                head += part
    return head


def _text(value: str) -> str:
    """Return a value of WSGI (a character is a byte) as aiohttp takes it, which encodes it as UTF-8."""
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode()
    except UnicodeDecodeError:
        return value


def _error_of(problem: Exception) -> Error:
    if isinstance(problem, aiohttp.ClientConnectorError):
        if isinstance(problem.os_error, BlockedError):
            return Error.BLOCKED
        if isinstance(problem, aiohttp.ClientConnectorDNSError):
            return Error.DNS
        return Error.TLS if isinstance(problem, aiohttp.ClientSSLError) else Error.CONNECT
    if isinstance(problem, aiohttp.InvalidURL):
        return Error.BLOCKED  # a number that inet_aton, but not aiohttp, takes for an address
    return Error.DNS if isinstance(problem, UnicodeError) else Error.HTTP
