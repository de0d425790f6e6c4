"""A closed-loop HTTP client that costs little: it shares two cores with what it measures.

`python -m ops.bench.load` reads a Load as JSON on stdin and prints its Result as JSON.
"""

import json
import selectors
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import count
from uuid import uuid4

RECEIVE_BYTES = 65_536
PATIENCE_SECONDS = 30.0
ID_PLACE = "{id}"


@dataclass(frozen=True)
class Load:
    """What to send: `request` is a whole HTTP request, in which {id} becomes a new id each time."""

    port: int
    request: str
    connections: int
    seconds: float


@dataclass(frozen=True)
class Result:
    """What came back; times in milliseconds."""

    requests_per_second: float
    p50_ms: float
    p99_ms: float
    refused: int


@dataclass
class Connection:
    """A connection with at most one open request; sent_at: when its time began, by perf_counter."""

    socket: socket.socket
    buffer: bytearray = field(default_factory=bytearray)
    sent_at: float = 0.0

    def send(self, request: bytes, began: float | None = None) -> None:
        """Send a whole request, whose time began now or before."""
        self.buffer.clear()
        self.sent_at = time.perf_counter() if began is None else began
        self.socket.sendall(request)

    def status(self) -> int | None:
        """Read what has arrived; return the status once the answer is whole."""
        received = self.socket.recv(RECEIVE_BYTES)
        if not received:
            raise ConnectionError("the server closed a connection in the middle of the load")
        self.buffer += received
        head, end, body = bytes(self.buffer).partition(b"\r\n\r\n")
        if not end or len(body) < _content_length(head):
            return None
        return int(head[9:12])


def _content_length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else 0


def requests(template: str) -> Callable[[], bytes]:
    """Return what makes requests out of a template, each with a new id."""
    before, _, after = (part.encode() for part in template.partition(ID_PLACE))
    run, numbers = uuid4().hex.encode(), count()
    return lambda: b"%b%b-%d%b" % (before, run, next(numbers), after)


def run(load: Load) -> Result:
    """Keep `connections` requests open for `seconds`; ConnectionError when the server goes away."""
    make = requests(load.request)
    connections = [Connection(connect(load.port)) for _ in range(load.connections)]
    started = time.perf_counter()
    latencies, refused = [], 0
    for connection, status in _answers(connections, make, started + load.seconds):
        latencies.append(time.perf_counter() - connection.sent_at)
        refused += status >= 300
    elapsed = time.perf_counter() - started
    return result(latencies, elapsed, refused)


def result(latencies: list[float], elapsed: float, refused: int) -> Result:
    """Return what came back; latencies and the time elapsed in seconds."""
    latencies.sort()
    return Result(len(latencies) / elapsed, percentile(latencies, 50), percentile(latencies, 99), refused)


def _answers(
    connections: list[Connection], make: Callable[[], bytes], until: float
) -> Iterator[tuple[Connection, int]]:
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(make())
        open_requests = len(connections)
        while open_requests:
            ready = selector.select(PATIENCE_SECONDS)
            if not ready:
                raise ConnectionError(f"no answer for {PATIENCE_SECONDS:.0f} s")
            for key, _ in ready:
                if status := key.data.status():
                    yield key.data, status
                    if time.perf_counter() < until:
                        key.data.send(make())
                    else:
                        open_requests -= 1


def connect(port: int) -> socket.socket:
    """Return a connection to a port of this machine."""
    connected = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connected


def percentile(values: list[float], percent: int) -> float:
    """Return a percentile, in milliseconds, of sorted seconds."""
    return values[min(len(values) - 1, len(values) * percent // 100)] * 1000


if __name__ == "__main__":
    print(json.dumps(asdict(run(Load(**json.load(sys.stdin))))))
