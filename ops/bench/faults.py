"""Faults, injected one after the other while webhooks flow."""

import signal
import time
from collections.abc import Callable
from functools import partial

import redis

from ops.bench.stack import Stack

PAUSE_SECONDS = 0.05


def inject(stack: Stack, rounds: int, progress: Callable[[], float], say: Callable[[str], None]) -> None:
    """Inject each fault `rounds` times, spread over a progress that goes from 0 to 1."""
    faults = _faults(stack) * rounds
    for number, (name, fault) in enumerate(faults, 1):
        while progress() < number / (len(faults) + 1):
            time.sleep(PAUSE_SECONDS)
        say(f"at {progress():4.0%}: {name}")
        fault()


def _faults(stack: Stack) -> list[tuple[str, Callable[[], object]]]:
    return [
        ("the worker is killed with -9", partial(stack.restart, "worker", signal.SIGKILL)),
        ("the relay is killed with -9", partial(stack.restart, "relay", signal.SIGKILL)),
        ("Redis is emptied", redis.Redis.from_url(stack.valkey.url()).flushall),
        ("PostgreSQL restarts as -m immediate does", partial(stack.restart, "postgres", signal.SIGQUIT)),
    ]
