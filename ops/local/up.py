"""`invoke up`: the whole service on this machine."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import redis

from core import queue
from ops.errors import OpsError
from ops.local import announcement, configuration, detached, plan, programs, running
from ops.local.configuration import Configuration
from ops.local.folder import DataFolder
from ops.local.plan import Plan, Wish
from ops.local.ports import HOST
from ops.local.supervisor import Stopped, Supervisor
from ops.local.terminal import Terminal
from ops.progress import step

_NEEDED_BYTES = 150_000_000


def run(wish: Wish, detach: bool = False) -> None:
    """Run a copy until Ctrl-C; detached, return when it is healthy. OpsError says why it could not."""
    found = configuration.read()
    if detach:
        detached.run(partial(_hold, wish, found))
    else:
        _hold(wish, found)


def _hold(wish: Wish, found: Configuration, ready: Callable[[], None] | None = None) -> None:
    """Hold the data folder for as long as the copy runs; ready: called once a detached one is healthy."""
    folder = DataFolder(wish.folder)
    try:
        folder.claim()
        with folder.locked():
            running.end_leftovers(folder.path)
            if wish.fresh:
                folder.wipe()
            _check_space(folder.path)
            _supervise(plan.make(wish, found), ready)
    except OSError as problem:
        raise OpsError(f"{problem.filename or folder.path}: {problem.strerror}") from None


def _check_space(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < _NEEDED_BYTES:
        raise OpsError(
            f"{folder}: the disk has {free // 1_000_000} MB free, needed are {_NEEDED_BYTES // 1_000_000}: "
            "make room, or name a folder on another disk with --data"
        )


def _supervise(made: Plan, ready: Callable[[], None] | None) -> None:
    terminal = Terminal()
    supervisor = Supervisor(made.folder, terminal.say)
    try:
        _start(supervisor, made)
        _tell(supervisor, made, terminal, ready)
        supervisor.keep()
    except Stopped:
        terminal.say("Ending: the apps finish what they hold, then the engines (Ctrl-C again to hasten)")
        if not supervisor.household.running.ready:
            raise OpsError("stopped before it was up") from None
    finally:
        supervisor.end()
        shutil.rmtree(made.metrics, ignore_errors=True)
    terminal.say(f"Everything has ended; the data stays in {made.folder}")


def _start(supervisor: Supervisor, made: Plan) -> None:
    for engine in made.engines():
        with step(engine.name, engine.shown):
            supervisor.await_ready(supervisor.start(engine))
    if made.valkey is None:
        _check_redis(made.settings.parsed().redis_url.get_secret_value())
    with step("migrate"):
        if made.postgres:
            made.postgres.ensure_database()
        supervisor.finish(programs.migration(made.settings))
    for child in [supervisor.start(app) for app in made.apps()]:
        with step(child.name, child.program.shown):
            supervisor.await_ready(child)


def _check_redis(url: str) -> None:
    try:
        queue.connect(url).ping()
    except ValueError:
        raise OpsError("REDIS_URL: write it as redis://:password@host:port/0") from None
    except redis.RedisError as problem:
        raise OpsError(f"REDIS_URL: no Redis or Valkey answers there: {problem}") from None


def _tell(supervisor: Supervisor, made: Plan, terminal: Terminal, ready: Callable[[], None] | None) -> None:
    record = supervisor.household.running
    settings = made.settings.parsed()
    record.api_url = f"http://{HOST}:{made.ports.api}"
    record.web_url = f"http://{HOST}:{made.ports.web}"
    record.api_key = settings.api_key.get_secret_value()
    record.ready = True
    running.save(made.folder, record)
    terminal.say(announcement.text(made, record, is_detached=ready is not None))
    if ready:
        terminal.leave(made.folder / "logs" / "up.log")
        ready()
