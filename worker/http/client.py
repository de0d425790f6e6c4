"""Posts over connections that it keeps; never to an address that EGRESS_ALLOW and the rules refuse."""

import asyncio
import ssl
from collections import defaultdict
from functools import cached_property

from core.egress import Network, blocked
from worker.http.answer import Answer, Error, PostError
from worker.http.connection import Connection, StaleConnectionError
from worker.http.endpoint import Endpoint
from worker.http.resolver import Resolver

KEPT_SECONDS = 15
"""A connection idle for longer is closed."""

NEXT_ADDRESS_SECONDS = 2
"""When an address does not answer for that long, the host's next one is tried."""


class Client:
    """One per process and event loop. It follows no redirects, reads no proxy settings, keeps no cookies.

    allow: private networks that may be posted to (EGRESS_ALLOW).
    """

    def __init__(self, allow: tuple[Network, ...]) -> None:
        self._allow = allow
        self._resolver = Resolver()
        self._idle: defaultdict[tuple[str, int, bool], list[Connection]] = defaultdict(list)

    async def post(self, endpoint: Endpoint, head: bytes, body: bytes, timeout: float) -> Answer:
        """Post and return the answer; PostError when none comes within the timeout, in seconds."""
        deadline = asyncio.get_running_loop().time() + timeout
        while connection := self._take(endpoint):
            try:
                return await self._post(connection, endpoint, head, body, deadline)
            except StaleConnectionError:
                continue
        connection = await self._connect(endpoint, deadline)
        return await self._post(connection, endpoint, head, body, deadline)

    def close_idle(self, older_than: float = KEPT_SECONDS) -> None:
        """Close connections that were idle for that many seconds."""
        since = asyncio.get_running_loop().time() - older_than
        for key, connections in list(self._idle.items()):
            self._idle[key] = [one for one in connections if one.is_reusable and one.idle_since > since]
            for connection in set(connections).difference(self._idle[key]):
                connection.close()
            if not self._idle[key]:
                del self._idle[key]

    async def _post(
        self, connection: Connection, endpoint: Endpoint, head: bytes, body: bytes, deadline: float
    ) -> Answer:
        answer = await connection.post(endpoint.opening + head, body, deadline)
        if connection.is_reusable:
            self._idle[endpoint.host, endpoint.port, endpoint.tls].append(connection)
        return answer

    def _take(self, endpoint: Endpoint) -> Connection | None:
        kept = self._idle.get((endpoint.host, endpoint.port, endpoint.tls), [])
        while kept:
            connection = kept.pop()
            if connection.is_reusable:
                return connection
        return None

    async def _connect(self, endpoint: Endpoint, deadline: float) -> Connection:
        try:
            async with asyncio.timeout_at(deadline):
                return await self._connect_any(endpoint)
        except TimeoutError:
            raise PostError(Error.TIMEOUT, "no connection") from None

    async def _connect_any(self, endpoint: Endpoint) -> Connection:
        """Connect to the first address that answers, of those that are not refused."""
        addresses = await self._resolver.addresses(endpoint.host)
        # Checked is the very address that is connected to, so that no change of DNS can come between.
        allowed = [address for address in addresses if not blocked(address, self._allow)]
        failure = PostError(Error.BLOCKED, ", ".join(addresses))
        for address in allowed:
            try:
                async with asyncio.timeout(None if address == allowed[-1] else NEXT_ADDRESS_SECONDS):
                    return await self._open(endpoint, address)
            except ssl.SSLError as problem:
                failure = PostError(Error.TLS, problem)
            except OSError as problem:
                failure = PostError(Error.CONNECT, problem)
        raise failure

    async def _open(self, endpoint: Endpoint, address: str) -> Connection:
        _transport, connection = await asyncio.get_running_loop().create_connection(
            Connection,
            address,
            endpoint.port,
            ssl=self._tls if endpoint.tls else None,
            server_hostname=endpoint.host.rstrip(".") if endpoint.tls else None,
        )
        return connection

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()
