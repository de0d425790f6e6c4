"""How gunicorn runs the API: two gevent workers, metrics of both on a port of their own."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger

from core import logs
from core.settings import ApiSettings, SettingsError
from service.draining import DrainingWorker
from service.unreadable import answer_with_problems


class JsonLogger(Logger):  # type: ignore[misc]
    """gunicorn's own records, as JSON like ours."""

    def setup(self, cfg: Config) -> None:
        """Hand the records to the root logger instead of writing them."""
        super().setup(cfg)
        logs.configure("api")
        self.error_log.handlers.clear()
        self.error_log.propagate = True


try:
    settings = ApiSettings.from_environ(os.environ)
except SettingsError as problem:
    sys.exit(str(problem))

bind = f"0.0.0.0:{settings.port}"
workers = 2
worker_class = DrainingWorker
worker_connections = 1000
keepalive = 75  # longer than the edge keeps a connection, so that it never writes into a closed one
graceful_timeout = 30
timeout = 30
max_requests = 0  # a worker is not replaced while it is well
limit_request_line = 8190
limit_request_fields = 100
limit_request_field_size = 8190
logger_class = JsonLogger
control_socket_disable = True  # its path is the same for every copy on a machine

answer_with_problems()

# prometheus_client looks for this variable when it is imported.
metrics_folder = Path(
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", "")
    or tempfile.mkdtemp(prefix="webhook-monitor-metrics-")
)
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(metrics_folder)


def on_starting(_server: Arbiter) -> None:
    """Forget what earlier processes counted."""
    metrics_folder.mkdir(parents=True, exist_ok=True)
    for file in metrics_folder.glob("*.db"):
        file.unlink()


def when_ready(server: Arbiter) -> None:
    """Serve the metrics of all workers where gunicorn listens."""
    # By the client itself: the exporter would import all of Flask, which this process has no use for.
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    host = server.LISTENERS[0].getsockname()[0]
    port = int(settings.metrics_port)  # from Python 3.13 on, no address is looked up for an enum's member
    try:
        start_http_server(port, host, registry)
    except OSError as problem:
        sys.exit(f"METRICS_PORT: cannot listen on {host}:{settings.metrics_port}: {problem.strerror}")


def post_worker_init(_worker: Any) -> None:
    """Have each process keep house beside its requests."""
    from service.upkeep.keeper import Keeper

    Keeper(settings).start()


def child_exit(_server: Arbiter, worker: Any) -> None:
    """Drop the gauges of a worker that ended."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
