"""What deliveries are compared with: Celery doing nothing, one message a task, on the same Valkey."""

import os
import time

import redis
from celery import Celery

from ops.bench.stack import Stack
from ops.errors import OpsError

QUEUE = "bench-noop"
TASKS = 6_000
PATIENCE_SECONDS = 60
POLL_SECONDS = 0.02

app = Celery(broker=os.environ.get("REDIS_URL"))
app.conf.update(
    task_ignore_result=True,
    task_default_queue=QUEUE,
    worker_prefetch_multiplier=1,
    task_serializer="json",
    accept_content=["json"],
)


def nothing() -> None:
    """Do nothing."""


NOTHING = app.task(nothing)


def tasks_per_second(stack: Stack, processes: int) -> float:
    """Fill the queue, start a prefork worker, and return how fast it empties it once it runs."""
    broker = redis.Redis.from_url(stack.valkey.url())
    _publish(Celery(broker=stack.valkey.url()))
    argv = ["celery", "-A", "ops.bench.noop", "worker", "-c", str(processes), "-l", "error"]
    stack.start("noop", [*argv, "--without-gossip", "--without-mingle"], lambda: _length(broker) < TASKS)
    left, started = _length(broker), time.monotonic()
    while _length(broker):
        if time.monotonic() > started + PATIENCE_SECONDS:
            raise OpsError(f"Celery did not run {TASKS} no-op tasks within {PATIENCE_SECONDS} s")
        time.sleep(POLL_SECONDS)
    rate = left / (time.monotonic() - started)
    stack.end("noop")
    return rate


def _publish(sender: Celery) -> None:
    with sender.producer_or_acquire() as producer:
        for _ in range(TASKS):
            sender.send_task(NOTHING.name, queue=QUEUE, producer=producer)


def _length(broker: "redis.Redis") -> int:
    return int(broker.llen(QUEUE))
