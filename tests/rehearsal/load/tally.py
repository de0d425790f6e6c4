"""What became of each request of a load."""

import statistics
import threading
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Each request is sent once; what was not answered 200 or 202 is lost, whatever the reason.

    handed_back: of HTTP/2, requests of which the server said in time that it had not begun them. They went to
    the next connection, and count once. ids: of those that were answered.
    """

    sent: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    connections: Counter[str] = field(default_factory=Counter)
    handed_back: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    refused_connections: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)
    to_connect: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def answer(self, way: str, request: str, seconds: float) -> None:
        with self._lock:
            self.answered[way] += 1
            self.ids.add(request)
            self.seconds.append(seconds)

    def lose(self, way: str, request: str, reason: str) -> None:
        with self._lock:
            self.lost.append(f"{way} {request}: {reason}")

    def __str__(self) -> str:
        ways = ", ".join(f"{way} {self.answered[way]} of {sent}" for way, sent in sorted(self.sent.items()))
        slowest = max(self.seconds, default=0)
        median = statistics.median(self.seconds) if self.seconds else 0
        return (
            f"sent {self.sent.total()}, answered {self.answered.total()}, lost {len(self.lost)} ({ways}); "
            f"{self.handed_back.total()} handed back unread; "
            f"{self.connections.total()} connections, {len(self.refused_connections)} refused; "
            f"median {median * 1000:.0f} ms, slowest {slowest * 1000:.0f} ms, "
            f"slowest connection {max(self.to_connect, default=0) * 1000:.0f} ms"
        )
