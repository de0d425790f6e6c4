"""What runs: the engines, the migration and the apps, in the order in which they start."""

import sys
from functools import partial
from pathlib import Path

from core.settings import ApiSettings, DatabaseSettings, WebSettings, WorkerSettings
from ops import environment
from ops.local import probes
from ops.local.child import Program
from ops.local.chosen import Ports
from ops.local.configuration import Configuration
from ops.local.ports import HOST
from ops.local.postgres import Postgres
from ops.local.valkey import Valkey

_PYTHON = (sys.executable, "-m")


def engine(name: str, made: Postgres | Valkey) -> Program:
    """Return one of our own engines."""
    return Program(
        name,
        made.argv,
        made.environ,
        made.is_ready,
        prepare=made.prepare,
        stop_signal=made.stop_signal,
        is_engine=True,
        shown=f"{HOST}:{made.port}",
    )


def migration(configuration: Configuration) -> Program:
    """Return the program that brings the schema up to date and ends."""
    environ = configuration.environ(DatabaseSettings)
    return Program("migrate", [*_PYTHON, "service.migrate"], environ, is_ready=lambda: False)


def apps(configuration: Configuration, ports: Ports, run: Path, metrics: Path) -> list[Program]:
    """Return the apps; run: a folder for heartbeats, metrics: one for the API's metrics."""
    sizes = environment.load("local").apps
    slow = configuration.or_else(CONCURRENCY=str(sizes.worker_slow.concurrency))
    fast = configuration.or_else(CONCURRENCY=str(sizes.worker.concurrency))
    return [
        _api(configuration, ports, metrics),
        _worker("relay", ["worker.relay"], fast, run),
        _worker("worker", ["worker", "deliver"], fast, run),
        _worker("worker-slow", ["worker", "slow"], slow, run),
        _web(configuration, ports),
    ]


def _api(configuration: Configuration, ports: Ports, metrics: Path) -> Program:
    settings = configuration.but(PORT=str(ports.api), METRICS_PORT=str(ports.metrics))
    environ = settings.environ(ApiSettings) | _bind(ports.api)
    environ["PROMETHEUS_MULTIPROC_DIR"] = str(metrics)
    argv = [*_PYTHON, "gunicorn", "-c", "service/gunicorn.conf.py", "service.wsgi:app"]
    return Program("api", argv, environ, partial(probes.answers, ports.api), shown=_url(ports.api))


def _web(configuration: Configuration, ports: Ports) -> Program:
    settings = configuration.but(PORT=str(ports.web)).or_else(API_URL=_url(ports.api))
    environ = settings.environ(WebSettings) | _bind(ports.web)
    argv = [*_PYTHON, "gunicorn", "-c", "web/gunicorn.conf.py", "web.wsgi:app"]
    return Program("web", argv, environ, partial(probes.answers, ports.web), shown=_url(ports.web))


def _worker(name: str, module: list[str], configuration: Configuration, run: Path) -> Program:
    heartbeat = run / f"{name}.heartbeat"
    environ = configuration.environ(WorkerSettings) | {"HEARTBEAT_FILE": str(heartbeat)}
    return Program(
        name,
        [*_PYTHON, *module],
        environ,
        partial(probes.beats, heartbeat),
        prepare=partial(heartbeat.unlink, missing_ok=True),
    )


def _bind(port: int) -> dict[str, str]:
    return {"GUNICORN_CMD_ARGS": f"--bind {HOST}:{port}"}


def _url(port: int) -> str:
    return f"http://{HOST}:{port}"
