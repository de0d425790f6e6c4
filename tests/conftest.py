"""Real engines in a scratch folder on free ports, a migrated database per test, processes that end."""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import psycopg
import pytest
import redis

from ops.local import ports
from ops.local.postgres import Postgres
from ops.local.process import Process
from ops.local.valkey import Valkey

ROOT = Path(__file__).parents[1]
READY_SECONDS = 30


def wait_until(ready: Callable[[], bool], what: str, seconds: float = READY_SECONDS) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.02)


class Engine:
    """An engine that tests may stop, hang and restart; fixtures bring it back."""

    def __init__(self, engine: Postgres | Valkey, log: Path) -> None:
        self.engine = engine
        self.log = log
        self.process: Process | None = None
        engine.prepare()
        self.start()

    def start(self) -> None:
        """Start it unless it runs, and wait until it answers."""
        if self.process is None or not self.process.is_alive():
            with self.log.open("ab") as output:
                self.process = Process(self.engine.argv, self.engine.environ, output)
        wait_until(self._is_up, type(self.engine).__name__)

    def _is_up(self) -> bool:
        assert self.process
        assert self.process.is_alive(), self.log.read_text()[-2000:]
        return self.engine.is_ready()

    def stop(self, number: signal.Signals | None = None) -> None:
        """End it, in order unless another signal is given."""
        if self.process:
            self.resume()
            self.process.end(number or self.engine.stop_signal)

    def pause(self) -> None:
        """Let it hang: connections stay open, nothing is answered."""
        self._send(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._send(signal.SIGCONT)

    def _send(self, number: signal.Signals) -> None:
        """To the server and to its children: PostgreSQL serves each connection from a process of its own."""
        if self.process and self.process.is_alive():
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            for pid in (self.process.pid, *map(int, children)):
                with suppress(ProcessLookupError):  # a child may end meanwhile
                    os.kill(pid, number)

    def restart(self, immediate: bool = False) -> None:
        """Stop and start; immediate: as `pg_ctl -m immediate`, without a checkpoint."""
        self.stop(signal.SIGQUIT if immediate else None)
        self.start()

    def heal(self) -> None:
        """Undo whatever a test did to it."""
        self.resume()
        self.start()


class PostgresEngine(Engine):
    engine: Postgres

    def url(self, database: str) -> str:
        return self.engine.url(database)

    def run(self, statement: str) -> None:
        """Run a statement that stands outside transactions."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]


class ValkeyEngine(Engine):
    engine: Valkey

    def url(self, database: int = 0) -> str:
        return self.engine.url(database)


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """Give the engines of this run a folder, deleted at its end."""
    with tempfile.TemporaryDirectory(prefix="webhook-monitor-tests-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def postgres(scratch: Path) -> Iterator[PostgresEngine]:
    """PostgreSQL: `.url(database)`, `.restart(immediate=True)`, `.stop()`, `.start()`, `.pause()`, `.log`."""
    cluster = Postgres(scratch / "postgres", ports.free_port(), secrets.token_urlsafe(12))
    engine = PostgresEngine(cluster, scratch / "postgres.log")
    yield engine
    engine.stop(signal.SIGQUIT)


@pytest.fixture(scope="session")
def valkey(scratch: Path) -> Iterator[ValkeyEngine]:
    """Valkey: `.url(db)`, `.stop()`, `.start()`, `.pause()`, `.resume()`."""
    server = Valkey(scratch / "valkey", ports.free_port(), secrets.token_urlsafe(12))
    engine = ValkeyEngine(server, scratch / "valkey.log")
    yield engine
    engine.stop(signal.SIGKILL)


@pytest.fixture(scope="session")
def template(postgres: PostgresEngine) -> str:
    """Return the name of a database at the newest schema, from which others are cloned."""
    postgres.run("create database template_migrated")
    migrate(postgres.url("template_migrated"))
    return "template_migrated"


def migrate(url: str) -> None:
    argv = [sys.executable, "-m", "service.migrate"]
    done = subprocess.run(
        argv, cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


NUMBERS = count(1)


@contextmanager
def database(postgres: PostgresEngine, template: str) -> Iterator[str]:
    name = f"test_{next(NUMBERS)}"
    postgres.heal()
    postgres.run(f"create database {name} template {template}")
    yield postgres.url(name)
    postgres.heal()
    postgres.run(f"drop database {name} with (force)")


@pytest.fixture
def database_url(postgres: PostgresEngine, template: str) -> Iterator[str]:
    """Yield the URL of a fresh migrated database."""
    with database(postgres, template) as url:
        yield url


@pytest.fixture(scope="module")
def module_database_url(postgres: PostgresEngine, template: str) -> Iterator[str]:
    """Yield the URL of a migrated database that the tests of one file share."""
    with database(postgres, template) as url:
        yield url


@pytest.fixture
def redis_url(valkey: ValkeyEngine) -> str:
    """Return the URL of an empty Valkey."""
    valkey.heal()
    redis.Redis.from_url(valkey.url()).flushall()
    return valkey.url()


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """`free_port()` returns a port that nobody listens on."""
    return ports.free_port


class Spawned(Process):
    """A process under test: `.pid`, `.send(signal)`, `.kill()`, `.wait(seconds)`, `.exit_code`, `.text()`."""

    def __init__(self, name: str, argv: Sequence[str], env: Mapping[str, str], log: Path) -> None:
        self.name = name
        self._log = log
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        with log.open("wb") as output:
            super().__init__(argv, os.environ | {"PATH": path} | env, output, folder=ROOT)

    def text(self) -> str:
        """All that it has printed so far."""
        return self._log.read_text(errors="replace")


Spawn = Callable[..., Spawned]


@contextmanager
def spawner(folder: Path) -> Iterator[Spawn]:
    spawned: list[Spawned] = []

    def spawn(
        name: str, argv: Sequence[str], env: Mapping[str, str], ready: Callable[[], bool] | None = None
    ) -> Spawned:
        process = Spawned(name, argv, env, folder / f"{len(spawned)}-{name}.log")
        spawned.append(process)
        wait_until(lambda: _is_up(process, ready), name)
        return process

    yield spawn
    for process in reversed(spawned):
        process.send(signal.SIGCONT)
        process.end(seconds=10)
        print(f"--- {process.name} (exit code {process.exit_code})\n{process.text()[-8000:]}")  # noqa: T201


def _is_up(process: Spawned, ready: Callable[[], bool] | None) -> bool:
    if ready is None:
        return True
    assert process.is_alive(), f"{process.name} ended with {process.exit_code}:\n{process.text()[-4000:]}"
    try:
        return ready()
    except OSError:
        return False


@pytest.fixture
def spawn(tmp_path: Path) -> Iterator[Spawn]:
    """`spawn(name, argv, env, ready=…)`: a process, awaited and ended; a failing test shows its output.

    argv as it stands in the repository root, `.venv/bin` first on PATH; env is laid over ours;
    `ready` says whether it is up, an OSError (connection refused) meaning not yet.
    """
    with spawner(tmp_path) as start:
        yield start


@pytest.fixture(scope="module")
def module_spawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spawn]:
    """As `spawn`, for a process that the tests of one file share."""
    with spawner(tmp_path_factory.mktemp("spawned")) as start:
        yield start
