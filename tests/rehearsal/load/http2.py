"""HTTP/2, several requests at once on a connection.

Libraries give up the requests of a connection when the server says GOAWAY. RFC 9113 does not: those that it
has begun are answered, and that is what a restart must show.
"""

import asyncio
import contextlib
import struct

import hpack

from tests.rehearsal.load import frames
from tests.rehearsal.load.frames import Frame, Kind
from tests.rehearsal.load.target import Target

_ROOM = 32_768
"""Less of the server's window left: another connection, rather than a wait for it."""


class HandedBackError(Exception):
    """The server said which requests it has begun, and this is none of them: the RFC lets it go elsewhere."""


class Connection:
    """A connection; usable until the server says that it takes no more requests."""

    def __init__(self, target: Target, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._target = target
        self._reader = reader
        self._writer = writer
        self._encoder, self._decoder = hpack.Encoder(), hpack.Decoder()
        self._waiting: dict[int, asyncio.Future[int]] = {}
        self._statuses: dict[int, int] = {}
        self._next = 1
        self._window = 65_535
        self._ended = False
        writer.write(frames.PREFACE + frames.encode(Kind.SETTINGS))
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def open(cls, target: Target) -> "Connection":
        return cls(target, *await target.connect("h2"))

    @property
    def usable(self) -> bool:
        return not self._ended and self._window > _ROOM

    async def post(self, request: str) -> int:
        """Send a request, and return the status of its answer."""
        stream, self._next = self._next, self._next + 2
        body = request.encode()
        self._window -= len(body)
        self._waiting[stream] = asyncio.get_running_loop().create_future()
        head = self._encoder.encode([
            (":method", "POST"), (":scheme", "https"), (":authority", self._target.domain),
            (":path", self._target.path), ("x-id", request), ("content-type", "text/plain"),
            ("content-length", str(len(body))),
        ])  # fmt: skip
        self._writer.write(
            frames.encode(Kind.HEADERS, stream, head, frames.END_HEADERS)
            + frames.encode(Kind.DATA, stream, body, frames.END_STREAM)
        )
        return await self._waiting[stream]

    async def _listen(self) -> None:
        reason = "the connection ended"
        try:
            while True:
                self._take(await frames.read(self._reader))
        except (OSError, asyncio.IncompleteReadError) as problem:
            reason = f"the connection ended: {problem}"
        finally:
            self._ended = True
            for stream in list(self._waiting):
                self._fail(stream, ConnectionError(reason))

    def _take(self, frame: Frame) -> None:
        if frame.kind == Kind.HEADERS:
            headers = dict(self._decoder.decode(frame.content))
            self._statuses.setdefault(frame.stream, int(headers.get(":status", 0)))
        elif frame.kind == Kind.DATA and frame.payload:
            self._writer.write(frames.encode(Kind.WINDOW_UPDATE, 0, struct.pack(">I", len(frame.payload))))
        elif frame.kind == Kind.RST_STREAM:
            self._fail(frame.stream, ConnectionError(f"RST_STREAM {frame.payload.hex()}"))
        elif frame.stream == 0:
            self._take_of_connection(frame)
        if frame.kind in {Kind.HEADERS, Kind.DATA} and frame.has(frames.END_STREAM):
            self._finish(frame.stream)

    def _take_of_connection(self, frame: Frame) -> None:
        if frame.kind in {Kind.SETTINGS, Kind.PING} and not frame.has(frames.ACK):
            answer = frame.payload if frame.kind == Kind.PING else b""
            self._writer.write(frames.encode(Kind(frame.kind), 0, answer, frames.ACK))
        elif frame.kind == Kind.WINDOW_UPDATE:
            self._window += int.from_bytes(frame.payload, "big")
        elif frame.kind == Kind.GOAWAY:
            self._ended = True
            last = int.from_bytes(frame.payload[:4], "big") & 0x7FFFFFFF
            for stream in [each for each in self._waiting if each > last]:
                self._fail(stream, HandedBackError())

    def _finish(self, stream: int) -> None:
        waiting = self._waiting.pop(stream, None)
        if waiting and not waiting.done():
            waiting.set_result(self._statuses.pop(stream, 0))

    def _fail(self, stream: int, problem: Exception) -> None:
        waiting = self._waiting.pop(stream, None)
        if waiting and not waiting.done():
            waiting.set_exception(problem)

    def close(self) -> None:
        self._ended = True
        self._listening.cancel()
        with contextlib.suppress(RuntimeError):
            self._writer.close()
