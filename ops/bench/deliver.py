"""`invoke bench deliver`: deliveries/s, states and attempts written, beside Celery's no-op tasks/s."""

import sys
from collections.abc import Callable
from statistics import median

import psycopg

from ops.bench.backlog import DELIVERIES, Backlog
from ops.bench.noop import tasks_per_second
from ops.bench.stack import Stack, answers, running
from ops.bench.table import Table
from ops.local.ports import HOST, free_port

ROUNDS = 3
DESTINATIONS = 10
PROCESSES = 2
GOAL = 3.0


def run(say: Callable[[str], None] = print) -> None:
    """Measure in interleaved rounds, and print."""
    deliveries, tasks = [], []
    with running() as stack, psycopg.connect(stack.postgres.url(), autocommit=True) as database:
        _start(stack)
        backlog = Backlog(database, DESTINATIONS)
        for number in range(ROUNDS):
            say(f"round {number + 1} of {ROUNDS} …")
            tasks.append(tasks_per_second(stack, PROCESSES))
            deliveries.append(backlog.drained_per_second())
    _report(deliveries, tasks)


def _start(stack: Stack) -> None:
    port = stack.start_api()
    stack.call(port, "sources", {"name": "bench", "scheme": "none"})
    sinks = [free_port() for _ in range(DESTINATIONS)]
    stack.start("sinks", [sys.executable, "-m", "ops.bench.sinks", *map(str, sinks)], answers(sinks[-1]))
    for sink in sinks:
        destination = {"name": f"sink-{sink}", "url": f"http://{HOST}:{sink}/", "sources": ["bench"]}
        stack.call(port, "destinations", destination)
    stack.start_deliveries({"CONCURRENCY": str(PROCESSES)})


def _report(deliveries: list[float], tasks: list[float]) -> None:
    table = Table("", "best /s", "median /s", "ratio of the best")
    table.add(
        f"deliveries, {DESTINATIONS} sinks", max(deliveries), median(deliveries), max(deliveries) / max(tasks)
    )
    table.add("Celery no-op tasks", max(tasks), median(tasks), 1.0)
    table.print()
    print(f"{DELIVERIES:,} deliveries a round; {PROCESSES} processes each; goal {GOAL:.1f}")
