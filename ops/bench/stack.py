"""Real engines and apps in a scratch folder, for one benchmark."""

import os
import secrets
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import Signals
from typing import Any

import requests

from ops.errors import OpsError
from ops.local.ports import HOST, free_port
from ops.local.postgres import Postgres
from ops.local.process import Process
from ops.local.valkey import Valkey

ROOT = Path(__file__).parents[2]
START_SECONDS = 30
DELIVERIES = {
    "relay": ["python", "-m", "worker.relay"],
    "worker": ["python", "-m", "worker", "deliver"],
    "worker-slow": ["python", "-m", "worker", "slow"],
}


@dataclass(frozen=True)
class _Program:
    argv: Sequence[str]
    ready: Callable[[], bool]
    environ: Mapping[str, str]
    stop_signal: Signals


class Stack:
    """PostgreSQL, Valkey and whatever is started on them. Processes die with the thread that starts them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.postgres = Postgres(folder / "postgres", free_port(), secrets.token_urlsafe(12))
        self.valkey = Valkey(folder / "valkey", free_port(), secrets.token_urlsafe(12))
        self.api_key = secrets.token_urlsafe(24)
        self._programs: dict[str, _Program] = {}
        self._processes: dict[str, Process] = {}
        self.environ = os.environ | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "DATABASE_URL": self.postgres.url(),
            "REDIS_URL": self.valkey.url(),
            "API_KEY": self.api_key,
            "SEAL_KEYS": b64encode(secrets.token_bytes(32)).decode(),
            "EGRESS_ALLOW": "127.0.0.0/8",
        }

    def start_engines(self) -> None:
        """Start PostgreSQL and Valkey, and migrate."""
        for name, engine in (("postgres", self.postgres), ("valkey", self.valkey)):
            engine.prepare()
            self.start(name, engine.argv, engine.is_ready, stop_signal=engine.stop_signal)
        self.postgres.ensure_database()
        self._start(
            "migrate", _Program(["python", "-m", "service.migrate"], lambda: True, {}, Signals.SIGTERM)
        )
        migration = self._processes.pop("migrate")
        if not migration.wait(START_SECONDS) or migration.exit_code != 0:
            raise OpsError(f"migrate failed:\n{self.log('migrate')}")

    def start_api(self, app: str = "service.wsgi:app") -> int:
        """Start gunicorn with an app; return its port."""
        port = free_port()
        environ = {
            "PORT": str(port),
            "METRICS_PORT": str(free_port()),
            "GUNICORN_CMD_ARGS": f"--bind {HOST}:{port}",
            "PROMETHEUS_MULTIPROC_DIR": str(self.folder / f"metrics-{port}"),
        }
        self.start(f"api-{port}", ["gunicorn", "-c", "service/gunicorn.conf.py", app], answers(port), environ)
        return port

    def start_deliveries(self, environ: Mapping[str, str]) -> None:
        """Start the relay and both workers."""
        for name, argv in DELIVERIES.items():
            heartbeat = self.folder / f"{name}.heartbeat"
            self.start(name, argv, heartbeat.exists, {**environ, "HEARTBEAT_FILE": str(heartbeat)})

    def start(
        self,
        name: str,
        argv: Sequence[str],
        ready: Callable[[], bool],
        environ: Mapping[str, str] | None = None,
        stop_signal: Signals = Signals.SIGTERM,
    ) -> None:
        """Start a program and wait until it is ready; OpsError with the end of its output when it is not."""
        self._programs[name] = _Program(argv, ready, environ or {}, stop_signal)
        self._start(name, self._programs[name])

    def restart(self, name: str, number: Signals) -> None:
        """End a program with a signal and start it again."""
        process = self._processes[name]
        process.send(number)
        if not process.wait(START_SECONDS):
            raise OpsError(f"{name} did not end within {START_SECONDS} s of {number.name}")
        self.start_again(name)

    def end(self, name: str) -> None:
        """End a program in order."""
        self._processes.pop(name).end(self._programs[name].stop_signal)

    def end_deliveries(self) -> None:
        """End the relay and both workers."""
        for name in DELIVERIES:
            self.end(name)

    def start_again(self, name: str) -> None:
        """Start a program that was ended."""
        self._start(name, self._programs[name])

    def signal(self, name: str, number: Signals) -> None:
        """Send a program a signal."""
        self._processes[name].send(number)

    def log(self, name: str) -> str:
        """Return what a program has printed so far."""
        return self._log(name).read_text(errors="replace")

    def stop(self) -> None:
        """End everything, what was started last first."""
        for name in reversed(list(self._processes)):
            self.end(name)

    def call(self, port: int, path: str, document: dict[str, Any]) -> dict[str, Any]:
        """POST to /v1; return the answer."""
        url, headers = f"http://{HOST}:{port}/v1/{path}", {"Authorization": f"Bearer {self.api_key}"}
        answer = requests.post(url, json=document, headers=headers, timeout=10)
        if not answer.ok:
            raise OpsError(f"POST /v1/{path}: {answer.status_code} {answer.text}")
        created: dict[str, Any] = answer.json()
        return created

    def _start(self, name: str, program: _Program) -> None:
        with self._log(name).open("ab") as output:
            process = Process(program.argv, {**self.environ, **program.environ}, output, folder=ROOT)
        self._processes[name] = process
        end = time.monotonic() + START_SECONDS
        while not program.ready():
            if not process.is_alive() or time.monotonic() > end:
                raise OpsError(f"{name} did not start:\n{self.log(name)[-2000:]}")
            time.sleep(0.05)

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"


def answers(port: int) -> Callable[[], bool]:
    """Return a check that an HTTP server answers on a port of this machine."""

    def check() -> bool:
        try:
            return requests.get(f"http://{HOST}:{port}/livez", timeout=2).status_code < 500
        except (requests.ConnectionError, requests.Timeout):
            return False

    return check


@contextmanager
def running() -> Iterator[Stack]:
    """Yield a stack whose engines run; end all of it afterwards."""
    with tempfile.TemporaryDirectory(prefix="webhook-monitor-bench-") as folder:
        stack = Stack(Path(folder))
        try:
            stack.start_engines()
            yield stack
        finally:
            stack.stop()
