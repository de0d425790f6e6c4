"""`python -m worker deliver|slow`: a pool of processes that post what their queue holds."""

import gc
import logging
import os
import sys
import warnings
from socket import gethostname
from typing import Any
from uuid import UUID

from celery import Celery, signals
from celery.exceptions import CPendingDeprecationWarning, SecurityWarning

from core import logs
from core.settings import SettingsError, WorkerSettings
from core.topology import Queue, TaskName
from worker.application import make_application
from worker.consumer import PatientConsumer
from worker.heartbeat import Heartbeat
from worker.lanes import Lanes
from worker.process import Process, die_with
from worker.results import Lease

CHATTY = ("celery.app.trace", "celery.worker.strategy")
"""Loggers that have two lines for every batch."""


def main(arguments: list[str]) -> int:
    """Run a worker until it is told to stop; return its exit code."""
    queues = [queue.value for queue in Queue]
    if len(arguments) != 1 or arguments[0] not in queues:
        print(f"usage: python -m worker {'|'.join(queues)}", file=sys.stderr)  # noqa: T201
        return 2
    try:
        settings = WorkerSettings.from_environ(os.environ)
    except SettingsError as problem:
        print(problem, file=sys.stderr)  # noqa: T201
        return 2
    return run(settings, Queue(arguments[0]), Heartbeat(os.environ.get("HEARTBEAT_FILE")))


def run(settings: WorkerSettings, queue: Queue, heartbeat: Heartbeat) -> int:
    """Serve a queue until SIGTERM, then finish what was begun; return the exit code."""
    configure_logs()
    silence_warnings()
    application = make_application(settings)
    register(application, settings)
    signals.worker_ready.connect(lambda **_: heartbeat.beat_on(), weak=False)
    worker = application.Worker(
        queues=[queue.value],
        consumer_cls=PatientConsumer,
        hostname=f"{queue}@{gethostname()}",
        loglevel="INFO",
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    worker.start()
    return int(worker.exitcode or 0)


def configure_logs() -> None:
    """Log as JSON, Celery's own records too, and keep Celery from setting up logs of its own."""
    logs.configure("worker")
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    signals.setup_logging.connect(lambda **_: None, weak=False)
    signals.worker_ready.connect(silence_warnings, weak=False)


def silence_warnings(**_: Any) -> None:
    """Ignore what Celery warns of, pickle run by root and tasks acknowledged late: we have neither."""
    for category in (SecurityWarning, CPendingDeprecationWarning):
        warnings.filterwarnings("ignore", category=category)


def register(application: Celery, settings: WorkerSettings) -> None:
    """Give the application its task, and each process of its pool what that needs."""
    parent = os.getpid()
    lanes: Lanes

    def begin(**_: Any) -> None:
        nonlocal lanes
        die_with(parent)
        gc.freeze()  # what was there before the fork stays: no need to look through it again and again
        lanes = Lanes(Process(settings))

    def task(destination: str, lease: str, ids: list[str]) -> None:
        lanes.run(Lease(UUID(destination), UUID(lease), [UUID(id_) for id_ in ids]))

    signals.worker_process_init.connect(begin, weak=False)
    signals.worker_process_shutdown.connect(lambda **_: lanes.end(), weak=False)
    application.task(task, name=TaskName.DELIVER.value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
