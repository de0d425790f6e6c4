"""HTTP/1.1, one request after the other on a connection."""

import asyncio

from tests.rehearsal.load.target import Target


class Connection:
    """A connection; usable until the server says that it closes, or has closed."""

    def __init__(self, target: Target, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._target = target
        self._reader = reader
        self._writer = writer
        self._told_to_close = False

    @classmethod
    async def open(cls, target: Target) -> "Connection":
        return cls(target, *await target.connect("http/1.1"))

    @property
    def usable(self) -> bool:
        return not (self._told_to_close or self._reader.at_eof() or self._writer.is_closing())

    async def post(self, request: str) -> int:
        """Send a request, and return the status of its answer."""
        body = request.encode()
        head = (
            f"POST {self._target.path} HTTP/1.1\r\nHost: {self._target.domain}\r\nX-Id: {request}\r\n"
            f"Content-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        await self._writer.drain()
        status, headers = _parsed(await self._reader.readuntil(b"\r\n\r\n"))
        self._told_to_close = headers.get("connection") == "close"
        await self._read_body(headers)
        return status

    async def _read_body(self, headers: dict[str, str]) -> None:
        if headers.get("transfer-encoding") == "chunked":
            while size := int(await self._reader.readuntil(b"\r\n"), 16):
                await self._reader.readexactly(size + 2)
            await self._reader.readexactly(2)
        else:
            await self._reader.readexactly(int(headers.get("content-length", 0)))

    def close(self) -> None:
        self._writer.close()


def _parsed(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode("latin-1").rstrip().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return int(first.split()[1]), {key.lower(): value.lower() for key, value in headers.items()}
