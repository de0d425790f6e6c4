"""`invoke bench lists`: every list of /v1, with a million stored events beside ten thousand."""

import time
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any, Self

import requests

from ops.bench.history import SOURCES, History, fill
from ops.bench.stack import Stack, running
from ops.bench.table import Table
from ops.local.ports import HOST

FEW, MANY = 10_000, 1_000_000
ROUNDS = 200
BLOCKS = 5
WARM_UP = 20
GOAL = 1.2
QUIET = f"s{SOURCES - 1}"
"""The source, and destination, of which there is nothing new."""

Times = dict[str, list[float]]


@dataclass
class _Side:
    """One stack with its history, and a client that keeps its connection."""

    stack: Stack
    port: int
    history: History
    http: requests.Session = field(default_factory=requests.Session)
    times: Times = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, stack: Stack, total: int) -> Self:
        """Start an API with a past."""
        port = stack.start_api()
        side = cls(stack, port, fill(stack, port, total))
        side.http.headers["Authorization"] = f"Bearer {stack.api_key}"
        print(f"{total:,} events stored")
        return side

    def ask(self, name: str, path: str, query: dict[str, Any]) -> dict[str, Any]:
        began = time.perf_counter()
        answer = self.http.get(f"http://{HOST}:{self.port}/v1/{path}", params=query, timeout=30)
        self.times[name].append((time.perf_counter() - began) * 1000)
        answer.raise_for_status()
        page: dict[str, Any] = answer.json()
        return page


def run() -> None:
    """Fill both, ask both in turn, and print p99 of each list and how they compare."""
    with running() as one, running() as other:
        few, many = _Side.of(one, FEW), _Side.of(other, MANY)
        for name in _lists(few):
            _measure(name, few, many)
    _report(few.times, many.times)


def _measure(name: str, few: _Side, many: _Side) -> None:
    for number in range(WARM_UP + ROUNDS):
        for side in (few, many):
            path, query = _lists(side)[name]
            side.ask(name, path, query)
        if number == WARM_UP:
            few.times[name].clear()
            many.times[name].clear()


def _lists(side: _Side) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return every list with the filters that it has: those that match much, little and nothing."""
    ids = side.history.event_ids
    middle = str(ids[len(ids) // 2])
    period = {"from": "2026-01-01T00:00:00Z", "to": _time(ids[len(ids) // 2])}
    queries: dict[str, list[dict[str, Any]]] = {
        "events": [
            {},
            {"limit": 200},
            period,
            {"source": "s0"},
            {"source": QUIET},
            {"type": "push"},
            {"type": "rare"},
            {"type": "nothing"},
            {"source": "s0", "type": "nothing"},
            {"provider_id": f"p-{len(ids) // 2}"},
            {"provider_id": "nothing"},
        ],
        "deliveries": [
            {},
            period,
            *({"state": state} for state in ("delivered", "dead", "pending", "sending", "cancelled")),
            {"destination": "s0"},
            {"destination": QUIET},
            {"destination": "s0", "state": "dead"},
            {"destination": QUIET, "state": "cancelled"},
            {"event_id": middle},
        ],
        "sources": [{}],
        "destinations": [{}],
        "replays": [{}],
        "audit": [{}],
        "keys": [{}],
        "stats": [{}],
    }
    return {_name(path, query): (path, query) for path, several in queries.items() for query in several}


def _name(path: str, query: dict[str, Any]) -> str:
    told = {"provider_id": "…", "event_id": "…", "from": "…", "to": "…"}
    return f"{path} {' '.join(f'{key}={told.get(key, value)}' for key, value in query.items())}".strip()


def _time(id_: Any) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime((id_.int >> 80) / 1000))


def _report(few: Times, many: Times) -> None:
    heads = (f"{figure} ms @{size:,}" for size in (FEW, MANY) for figure in ("p50", "p99"))
    table = Table("", *heads, "ratio p50", "ratio p99")
    for name in few:
        figures = [_percentile(times[name], percent) for times in (few, many) for percent in (50, 99)]
        table.add(name, *figures, _ratio(few[name], many[name], 50), _ratio(few[name], many[name], 99))
    table.print()
    together = [[time for times in side.values() for time in times] for side in (few, many)]
    ratio = _percentile(together[1], 99) / _percentile(together[0], 99)
    worst = max(_ratio(few[name], many[name], 99) for name in few)
    print(
        f"goal: p99 at most {GOAL:.1f} times; here {ratio:.2f} of all together, {worst:.2f} of the worst list"
    )


def _ratio(few: list[float], many: list[float], percent: int) -> float:
    """Return the median of what blocks of requests gave: what else the machine does comes and goes."""
    size = ROUNDS // BLOCKS
    blocks = [slice(place * size, (place + 1) * size) for place in range(BLOCKS)]
    return median(_percentile(many[block], percent) / _percentile(few[block], percent) for block in blocks)


def _percentile(times: list[float], percent: int) -> float:
    return quantiles(times, n=100)[percent - 1]
