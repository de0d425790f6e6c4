"""Health: `/livez` for supervisors, `/readyz` for the edge, `/health` for people and the uptime probe."""

import time
from collections.abc import Callable
from threading import Event, Lock, Thread

from flask import Blueprint, Response, current_app, jsonify
from flask.blueprints import BlueprintSetupState

from core.database import Connection, connect
from service.problems import unavailable
from service.services import Services

PATIENCE_SECONDS = 1.0
bp = Blueprint("health", __name__)
_started = time.monotonic()


class Probe:
    """Asks a dependency whether it answers, and waits at most PATIENCE_SECONDS.

    One question is out at a time, so that threads do not pile up behind a hung server.
    """

    def __init__(self, ask: Callable[[], object]) -> None:
        self._ask = ask
        self._lock = Lock()
        self._question: _Question | None = None

    def answers(self) -> bool:
        """Return whether it answered in time."""
        with self._lock:
            if self._question is None or self._question.done.is_set():
                self._question = _Question(self._ask)
            question = self._question
        return question.done.wait(PATIENCE_SECONDS) and question.succeeded


class _Question:
    def __init__(self, ask: Callable[[], object]) -> None:
        self.done = Event()
        self.succeeded = False
        Thread(target=self._run, args=(ask,), daemon=True).start()

    def _run(self, ask: Callable[[], object]) -> None:
        try:
            ask()
            self.succeeded = True
        except Exception:  # noqa: S110  # whatever went wrong, it did not answer
            pass
        finally:
            self.done.set()


class _Database:
    """A connection of its own: the pool's may all be busy while the database is well."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Connection | None = None

    def ask(self) -> None:
        if self._connection is None or self._connection.closed:
            self._connection = connect(self._url, "health")
        self._connection.execute("select 1")


@bp.record
def _prepare(state: BlueprintSetupState) -> None:
    services: Services = state.app.extensions["services"]
    database = _Database(services.settings.database_url.get_secret_value())
    state.app.extensions |= {
        "draining": Event(),
        "database": Probe(database.ask),
        "redis": Probe(services.redis.ping),
    }


@bp.get("/livez")
def livez() -> Response:
    """Answer while the process can."""
    return jsonify(status="alive")


@bp.get("/readyz")
def readyz() -> Response:
    """Answer 200 when requests may be sent here: the database is reachable and we are not draining."""
    draining: Event = current_app.extensions["draining"]
    if draining.is_set():
        raise unavailable("this process is stopping")
    if not _answers("database"):
        raise unavailable("the database does not answer")
    return jsonify(status="ready")


@bp.get("/health")
def health() -> tuple[Response, int]:
    """Tell people what answers; nothing is restarted or unrouted because of it."""
    found = {name: _answers(name) for name in ("database", "redis")}
    healthy = all(found.values())
    words = {name: "connected" if answers else "disconnected" for name, answers in found.items()}
    uptime = int(time.monotonic() - _started)
    body = jsonify(status="healthy" if healthy else "unhealthy", **words, uptime=uptime)
    return body, 200 if healthy else 503


def _answers(name: str) -> bool:
    probe: Probe = current_app.extensions[name]
    return probe.answers()
