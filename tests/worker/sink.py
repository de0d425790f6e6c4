"""A destination under test: it keeps each request byte for byte and answers as it is told."""

import asyncio
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Received:
    head: bytes
    body: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def lines(self) -> list[tuple[str, bytes]]:
        pairs = [line.split(b": ", 1) for line in self.head.split(b"\r\n")[1:] if line]
        return [(name.decode().lower(), value) for name, value in pairs]

    def all(self, name: str) -> list[str]:
        return [value.decode("latin-1") for key, value in self.lines if key == name]

    def __getitem__(self, name: str) -> str:
        (value,) = self.all(name)
        return value


@dataclass
class Reply:
    status: int = 200
    headers: str = ""
    body: bytes = b"ok"
    delay: float = 0
    raw: bytes | None = None
    close: bool = False

    @property
    def bytes(self) -> bytes:
        if self.raw is not None:
            return self.raw
        head = f"HTTP/1.1 {self.status} Said\r\ncontent-length: {len(self.body)}\r\n{self.headers}\r\n"
        return head.encode() + self.body


class Sink:
    """`reply` decides the answer to each request; `most_open` is how many were open at once."""

    def __init__(self) -> None:
        self.requests: list[Received] = []
        self.reply: Callable[[Received], Reply] = lambda _: Reply()
        self.connections = self.open = self.most_open = 0
        self.port = 0
        self.greeting = b""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def answer(self, **reply: object) -> None:
        self.reply = lambda _: Reply(**reply)  # type: ignore[arg-type]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.write(self.greeting)
        try:
            while reply := await self._exchange(reader, writer):
                if reply.close:
                    break
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Reply:
        head = await reader.readuntil(b"\r\n\r\n")
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            length = int(Received(head, b"")["content-length"])
            received = Received(head, await reader.readexactly(length))
            self.requests.append(received)
            reply = self.reply(received)
            await asyncio.sleep(reply.delay)
        finally:
            self.open -= 1
        writer.write(reply.bytes)
        await writer.drain()
        return reply


@contextmanager
def running(tls: ssl.SSLContext | None = None) -> Iterator[Sink]:
    """Serve in a thread of its own."""
    sink, loop, up, end = Sink(), asyncio.new_event_loop(), threading.Event(), asyncio.Event()

    async def serve() -> None:
        server = await asyncio.start_server(sink.serve, "127.0.0.1", 0, ssl=tls)
        sink.port = server.sockets[0].getsockname()[1]
        up.set()
        await end.wait()
        server.close()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(serve())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert up.wait(5)
    yield sink
    loop.call_soon_threadsafe(end.set)
    thread.join(5)
