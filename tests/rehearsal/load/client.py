"""A load of small requests that an edge must answer: each has an id, is sent once, and never again."""

import asyncio
import contextlib
import itertools
import ssl
import threading
import time
from collections.abc import Iterator
from typing import Protocol

from tests.rehearsal.load import http1, http2
from tests.rehearsal.load.tally import Tally
from tests.rehearsal.load.target import Target

ANSWER_SECONDS = 30
PAUSE_SECONDS = 0.02
"""Between the requests of one sender: the machine has other work too."""

_TROUBLE = (OSError, ssl.SSLError, asyncio.IncompleteReadError, asyncio.TimeoutError, ValueError)


class Connection(Protocol):
    @property
    def usable(self) -> bool: ...
    async def post(self, request: str) -> int: ...
    def close(self) -> None: ...


Kind = type[http1.Connection] | type[http2.Connection]


class Load:
    """Senders of every way to reach the edge, until stopped."""

    def __init__(self, target: Target, senders: int = 4, pause: float = PAUSE_SECONDS) -> None:
        self.tally = Tally()
        self._target = target
        self._senders = senders
        self._pause = pause
        self._ids = itertools.count(1)
        self._stopped = threading.Event()

    def stop(self) -> None:
        self._stopped.set()

    async def run(self) -> None:
        """Send, until stopped; return when the last answer is there."""
        one, two = http1.Connection, http2.Connection
        async with asyncio.TaskGroup() as group:
            for _ in range(self._senders):
                group.create_task(self._send("HTTP/1.1 kept", one, kept=True))
                group.create_task(self._send("HTTP/1.1 new", one, kept=False))
                group.create_task(self._send("HTTP/2 kept", two, kept=True))
                group.create_task(self._send("HTTP/2 kept, four at once", two, kept=True, at_once=4))
                group.create_task(self._send("HTTP/2 new", two, kept=False))

    async def _send(self, way: str, kind: Kind, *, kept: bool, at_once: int = 1) -> None:
        connection: Connection | None = None
        back: list[str] = []
        while back or not self._stopped.is_set():
            if connection is None or not kept or not connection.usable:
                old, connection = connection, await self._open(way, kind)
                if old:
                    old.close()
            requests = [*back, *(self._new(way) for _ in range(at_once - len(back)))]
            posted = await asyncio.gather(*(self._post(way, connection, each) for each in requests))
            back = [each for each in posted if each]
            await asyncio.sleep(self._pause)
        if connection:
            connection.close()

    def _new(self, way: str) -> str:
        self.tally.sent[way] += 1
        return f"{next(self._ids):08d}"

    async def _open(self, way: str, kind: Kind) -> Connection | None:
        self.tally.connections[way] += 1
        begun = time.monotonic()
        try:
            return await kind.open(self._target)
        except _TROUBLE as problem:
            self.tally.refused_connections.append(f"{way}: {problem!r}")
            return None
        finally:
            self.tally.to_connect.append(time.monotonic() - begun)

    async def _post(self, way: str, connection: Connection | None, request: str) -> str | None:
        """Send a request; return it when it was handed back."""
        if connection is None:
            self.tally.lose(way, request, "no connection")
            return None
        begun = time.monotonic()
        try:
            status = await asyncio.wait_for(connection.post(request), ANSWER_SECONDS)
        except http2.HandedBackError:
            self.tally.handed_back[way] += 1
            return request
        except _TROUBLE as problem:
            connection.close()
            self.tally.lose(way, request, repr(problem))
            return None
        if status in (200, 202):
            self.tally.answer(way, request, time.monotonic() - begun)
        else:
            self.tally.lose(way, request, f"answered {status}")
        return None


@contextlib.contextmanager
def running(target: Target, senders: int = 4, pause: float = PAUSE_SECONDS) -> Iterator[Tally]:
    """Send beside what is done inside; at the end every request is answered or lost."""
    load = Load(target, senders, pause)
    thread = threading.Thread(target=asyncio.run, args=(load.run(),))
    thread.start()
    try:
        yield load.tally
    finally:
        load.stop()
        thread.join()
