"""`python -m worker.relay`: claims deliveries that are due and hands them to Celery in batches.

Any number of relays may run; one is active, by an advisory lock that ends with its connection.
"""

import os
import signal
import sys
from threading import Event
from types import FrameType

import psycopg

from core import logs
from core.database import Connection, connect
from core.ids import uuid7
from core.settings import SettingsError, WorkerSettings
from core.topology import LockKey
from worker.application import lease_seconds
from worker.claims import SESSION, Claim, claim, give_back
from worker.heartbeat import Heartbeat
from worker.publisher import Publisher, QueueDownError
from worker.turns import Turns
from worker.upkeep import Upkeep

log = logs.get()

SHORTEST_PAUSE = 0.02
LONGEST_PAUSE = 0.1
DOWN_PAUSE = 1.0
STANDBY_PAUSE = 0.5


class Relay:
    """Runs until `stop` is set, whatever becomes of PostgreSQL and Redis meanwhile."""

    def __init__(self, settings: WorkerSettings, heartbeat: Heartbeat, stop: Event) -> None:
        self._url = settings.database_url.get_secret_value()
        self._lease_seconds = lease_seconds(settings)
        self._publisher = Publisher(settings)
        self._heartbeat = heartbeat
        self._stop = stop
        self._is_queue_down = False
        self._turns = Turns()

    def run(self) -> None:
        """Be active or stand by, over again after each loss of the database."""
        pause = SHORTEST_PAUSE
        while not self._stop.is_set():
            try:
                with connect(self._url, "relay") as connection:
                    pause = SHORTEST_PAUSE
                    self._take_over(connection)
                    self._lead(connection)
            except psycopg.OperationalError as problem:
                log.warning("database does not answer; trying again", reason=str(problem).strip())
                self._heartbeat.beat_again()
                self._stop.wait(pause)
                pause = min(pause * 2, DOWN_PAUSE)

    def _take_over(self, connection: Connection) -> None:
        """Wait until no other relay is active."""
        while not self._stop.is_set():
            row = connection.execute("select pg_try_advisory_lock(%s) as mine", (LockKey.RELAY,)).fetchone()
            self._heartbeat.beat()
            if row and row["mine"]:
                break
            self._stop.wait(STANDBY_PAUSE)

    def _lead(self, connection: Connection) -> None:
        log.info("relay is active")
        connection.execute(SESSION)
        upkeep = Upkeep(connection)
        pause = SHORTEST_PAUSE
        while not self._stop.is_set():
            upkeep.run_due()
            self._heartbeat.beat()
            pause = SHORTEST_PAUSE if self._relay(connection) else min(pause * 2, LONGEST_PAUSE)
            self._stop.wait(DOWN_PAUSE if self._is_queue_down else pause)

    def _relay(self, connection: Connection) -> bool:
        """Claim and publish what the queues have room for; return whether there was anything."""
        unpublished: list[Claim] = []
        try:
            room = self._publisher.room()
            if any(room.values()):
                unpublished = claim(connection, uuid7(), self._lease_seconds, room, self._turns)
            was_any = bool(unpublished)
            while unpublished:
                self._publisher.publish(unpublished[0])
                unpublished.pop(0)
        except QueueDownError as problem:
            give_back(connection, unpublished)
            self._tell(is_down=True, reason=str(problem))
            return False
        self._tell(is_down=False)
        return was_any

    def _tell(self, *, is_down: bool, reason: str = "") -> None:
        """Say once that the queue is down, and once that it is back."""
        if is_down and not self._is_queue_down:
            log.warning("queue does not answer; deliveries wait in the database", reason=reason)
        elif self._is_queue_down and not is_down:
            log.info("queue answers again")
        self._is_queue_down = is_down


def main() -> int:
    """Run a relay until SIGTERM or SIGINT; return its exit code."""
    try:
        settings = WorkerSettings.from_environ(os.environ)
    except SettingsError as problem:
        print(problem, file=sys.stderr)  # noqa: T201
        return 2
    logs.configure("relay")
    stop = Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    Relay(settings, Heartbeat(os.environ.get("HEARTBEAT_FILE")), stop).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
