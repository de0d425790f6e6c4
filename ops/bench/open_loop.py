"""An open-loop HTTP client: posts are due at an even pace, and the time of each begins when it is due.

Whoever waits for an answer before the next post would not send just when the server stands still.
"""

import selectors
import time
from collections import deque
from dataclasses import dataclass, field

from ops.bench.load import PATIENCE_SECONDS, Connection, Load, Result, connect, requests, result


@dataclass
class _Run:
    load: Load
    rate: float
    idle: deque[Connection] = field(default_factory=deque)
    sent: int = 0

    @property
    def total(self) -> int:
        return int(self.load.seconds * self.rate)

    @property
    def due(self) -> float:
        """Seconds from the beginning until the next post is due."""
        return self.sent / self.rate

    @property
    def can_send(self) -> bool:
        return self.sent < self.total and bool(self.idle)


def run(load: Load, rate: float) -> Result:
    """Post `rate` times a second for `seconds`; ConnectionError when the server goes away."""
    run, make = _Run(load, rate), requests(load.request)
    latencies: list[float] = []
    refused = 0
    with selectors.DefaultSelector() as selector:
        for _ in range(load.connections):
            connection = Connection(connect(load.port))
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            run.idle.append(connection)
        begun = time.perf_counter()
        while len(latencies) < run.total:
            while run.can_send and begun + run.due <= time.perf_counter():
                run.idle.popleft().send(make(), begun + run.due)
                run.sent += 1
            for connection in _ready(selector, begun + run.due if run.can_send else None):
                if status := connection.status():
                    latencies.append(time.perf_counter() - connection.sent_at)
                    refused += status >= 300
                    run.idle.append(connection)
    return result(latencies, time.perf_counter() - begun, refused)


def _ready(selector: selectors.BaseSelector, until: float | None) -> list[Connection]:
    """Return connections with something to read; none when a time comes first."""
    patience = PATIENCE_SECONDS if until is None else max(0.0, until - time.perf_counter())
    ready = selector.select(patience)
    if not ready and until is None:
        raise ConnectionError(f"no answer for {PATIENCE_SECONDS:.0f} s")
    return [key.data for key, _ in ready]
