"""`invoke bench pace`: posts at an even pace beside all that delivers them, after much and after little."""

import sys
from collections import defaultdict
from collections.abc import Sequence
from statistics import median

from ops.bench import open_loop, webhook
from ops.bench.history import fill
from ops.bench.load import Load, Result
from ops.bench.stack import Stack, answers, running
from ops.bench.table import Table
from ops.errors import OpsError
from ops.local.ports import HOST, free_port

RATE = 500
CONNECTIONS = 32
SECONDS = 15.0
WARM_UP_SECONDS = 3.0
ROUNDS = 3
FEW, MANY = 10_000, 1_000_000
GOAL_MS = 50
GOAL_RATIO = 1.2


def run() -> None:
    """Post to both in turn, and print how long that took."""
    results: dict[int, list[Result]] = defaultdict(list)
    with running() as one, running() as other:
        ports = {FEW: _start(one, FEW), MANY: _start(other, MANY)}
        for port in ports.values():
            _post(port, WARM_UP_SECONDS)
        for _ in range(ROUNDS):
            for stored, port in ports.items():
                results[stored].append(_post(port, SECONDS))
    _report(results[FEW], results[MANY])


def _start(stack: Stack, stored: int) -> int:
    """Start an API with a past, and what delivers; return the API's port."""
    port, sink = stack.start_api(), free_port()
    fill(stack, port, stored)
    stack.start("sink", [sys.executable, "-m", "ops.bench.sinks", str(sink)], answers(sink))
    webhook.make_source(stack, port)
    destination = {"name": "sink", "url": f"http://{HOST}:{sink}/", "sources": [webhook.SOURCE]}
    stack.call(port, "destinations", destination)
    stack.start_deliveries({"CONCURRENCY": "2"})
    print(f"{stored:,} events stored")
    return port


def _post(port: int, seconds: float) -> Result:
    result = open_loop.run(Load(port, webhook.request(port), CONNECTIONS, seconds), RATE)
    if result.refused:
        raise OpsError(f"{result.refused} posts were refused: this run measures nothing")
    return result


def _report(few: Sequence[Result], many: Sequence[Result]) -> None:
    table = Table(f"{RATE} posts a second", "req/s", "p50 ms", "p99 ms")
    for stored, results in ((FEW, few), (MANY, many)):
        table.add(
            f"{stored:,} events stored",
            median(one.requests_per_second for one in results),
            median(one.p50_ms for one in results),
            median(one.p99_ms for one in results),
        )
    table.print()
    ratio = median(two.p99_ms / one.p99_ms for one, two in zip(few, many, strict=True))
    print(f"goals: p99 at most {GOAL_MS} ms; of much to little at most {GOAL_RATIO}, here {ratio:.2f}")
