"""A world of rows, a sink, one process of the pool in this process, and the real ones beside it."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from core.database import connect
from core.ids import uuid7
from core.settings import WorkerSettings
from core.topology import Queue
from tests.conftest import Spawn, Spawned
from tests.worker import sink as sinks
from tests.worker.sink import Sink
from tests.worker.world import SEAL_KEY, World
from worker import claims
from worker.application import lease_seconds
from worker.delivering import deliver
from worker.process import Process
from worker.results import Lease
from worker.turns import Turns

LOOPBACK = "127.0.0.0/8"


@pytest.fixture
def database_url(module_database_url: str) -> str:
    """Return a database that the tests of a file share: a world begins by emptying it."""
    return module_database_url


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    world = World(database_url)
    world.begin()
    yield world
    world.connection.close()


@pytest.fixture
def sink() -> Iterator[Sink]:
    with sinks.running() as sink:
        yield sink


@pytest.fixture
def environ(database_url: str) -> dict[str, str]:
    """Return the environment of a worker, REDIS_URL aside."""
    return {
        "DATABASE_URL": database_url,
        "SEAL_KEYS": b64encode(SEAL_KEY).decode(),
        "EGRESS_ALLOW": LOOPBACK,
        "CONCURRENCY": "2",
    }


@pytest.fixture
def settings(environ: dict[str, str]) -> WorkerSettings:
    return WorkerSettings.from_environ(environ)


@pytest.fixture
def process(settings: WorkerSettings) -> Iterator[Process]:
    process = Process(settings)
    yield process
    process.database.close()
    process.loop.run_until_complete(process.client.close())
    process.loop.close()


@pytest.fixture
def turn(world: World, settings: WorkerSettings, process: Process) -> Iterator[Callable[[], int]]:
    """`turn()` does what relay and worker do, once: claim what is due, post it, return how many batches."""
    relay = connect(world.url, "relay")
    relay.execute(claims.SESSION)

    turns = Turns()

    def turn() -> int:
        room = dict.fromkeys(Queue, 32)
        claimed = claims.claim(relay, uuid7(), lease_seconds(settings), room, turns)
        for claim in claimed:
            deliver(process, Lease(claim.destination_id, claim.lease, claim.ids))
        return len(claimed)

    yield turn
    relay.close()


class Start(Protocol):
    def __call__(self, name: str, *arguments: str, **environ: str) -> Spawned: ...


@pytest.fixture
def start(spawn: Spawn, environ: dict[str, str], redis_url: str, tmp_path: Path) -> Iterator[Start]:
    """`start("relay")`, `start("worker", "deliver")`: a real process, up when its heartbeat is."""
    started: list[Spawned] = []

    def start(name: str, *arguments: str, **changes: str) -> Spawned:
        heartbeat = tmp_path / f"heartbeat-{uuid7()}"
        module = "worker.relay" if name == "relay" else "worker"
        values = environ | {"REDIS_URL": redis_url, "HEARTBEAT_FILE": str(heartbeat)} | changes
        process = spawn(name, ["python", "-m", module, *arguments], values, ready=heartbeat.exists)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
