"""`python -m ops.bench.sinks PORT …`: destinations that cost as little as Python can, all in one process."""

import asyncio
import sys

from ops.local.ports import HOST

ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"


class Sink(asyncio.Protocol):
    """Answers 204 to each whole request."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        """Answer the requests that are whole."""
        self._buffer += data
        while (length := _length(self._buffer)) and len(self._buffer) >= length:
            self._buffer = self._buffer[length:]
            self._transport.write(ANSWER)


def _length(buffer: bytes) -> int:
    """Return the length of the first request; 0 while its head is not whole."""
    head, end, _ = buffer.partition(b"\r\n\r\n")
    if not end:
        return 0
    _, found, rest = head.lower().partition(b"content-length:")
    body = int(rest.split(b"\r\n", 1)[0]) if found else 0
    return len(head) + len(end) + body


async def serve(ports: list[int]) -> None:
    """Serve on all ports until the process ends."""
    loop = asyncio.get_running_loop()
    for port in ports:
        await loop.create_server(Sink, HOST, port)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve([int(port) for port in sys.argv[1:]]))
