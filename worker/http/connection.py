"""One connection: a POST at a time, kept alive between them."""

import asyncio
import ssl
from typing import cast

from worker.http.answer import Answer, Error, PostError
from worker.http.parser import AnswerParser

HEAD_SECONDS = 1.0
"""How long the beginning of the answer's body is waited for once the status is known."""

ONE_WRITE_BYTES = 65_536
"""Bodies up to this size are sent together with their head."""


class StaleConnectionError(Exception):
    """The other side had closed a kept connection before it heard us: to be tried again on a new one."""


class Connection(asyncio.Protocol):
    """A connection that posts; `is_reusable`: it may post again, `idle_since`: by the loop's clock."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._parser = AnswerParser()
        self._waiter: asyncio.Future[Answer] | None = None
        self._timer: asyncio.TimerHandle
        self._transport: asyncio.Transport
        self._may_be_stale = False
        self.is_reusable = False
        self.idle_since = 0.0

    async def post(self, head: bytes, body: bytes, deadline: float) -> Answer:
        """Send a request and return its answer; PostError by the deadline (the loop's time) at the latest."""
        self.is_reusable = False
        self._parser.reset()
        self._waiter = self._loop.create_future()
        self._timer = self._loop.call_at(deadline, self._expire)
        self._send(head, body)
        try:
            return await self._waiter
        finally:
            self._timer.cancel()
            self._waiter, self._may_be_stale = None, True
            self.idle_since = self._loop.time()
            if not self.is_reusable:
                self.close()

    def close(self) -> None:
        """Close it at once; what was not sent stays unsent."""
        self.is_reusable = False
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio: there is a connection."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """asyncio: the other side says something."""
        self._may_be_stale = False
        if self._waiter is None or self._waiter.done():
            self.close()
            return
        try:
            self._parser.feed(data)
        except PostError as problem:
            self._end(problem)
            return
        if self._parser.is_over:
            self._end()
        elif self._parser.status:
            self._hurry()

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio: the connection is gone."""
        self.is_reusable = False
        if self._may_be_stale:
            self._end(StaleConnectionError())
        else:
            error = Error.TLS if isinstance(exc, ssl.SSLError) else Error.HTTP
            self._end(PostError(error, exc or "closed without an answer"))

    def _send(self, head: bytes, body: bytes) -> None:
        if len(body) <= ONE_WRITE_BYTES:
            self._transport.write(head + body)
        else:
            self._transport.write(head)
            self._transport.write(body)

    def _hurry(self) -> None:
        limit = self._loop.time() + HEAD_SECONDS
        if self._timer.when() > limit:
            self._timer.cancel()
            self._timer = self._loop.call_at(limit, self._expire)

    def _expire(self) -> None:
        self._end(PostError(Error.TIMEOUT))

    def _end(self, failure: Exception | None = None) -> None:
        """Settle the POST. Once the status is known, nothing that follows is a failure."""
        if self._waiter is None or self._waiter.done():
            return
        if self._parser.status:
            is_sent = not self._transport.get_write_buffer_size()
            self.is_reusable = failure is None and self._parser.keeps_alive and is_sent
            self._waiter.set_result(self._parser.answer)
        else:
            self._waiter.set_exception(failure or PostError(Error.HTTP))
