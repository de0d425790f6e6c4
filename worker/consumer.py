"""Celery's consumer, with patience for Redis."""

from typing import Any

from celery.worker.consumer import Consumer
from celery.worker.state import maybe_shutdown

from core import logs

log = logs.get()

RETRY_SECONDS = 1


class PatientConsumer(Consumer):  # type: ignore[misc]
    """Comes back a second after Redis, however long that was away; Celery's own waits up to half a minute."""

    def ensure_connected(self, conn: Any) -> Any:
        """Return the connection once it is open; say once that it is not."""
        is_told = False

        def tell(problem: Exception, _interval: float) -> None:
            nonlocal is_told
            if not is_told:
                log.warning("queue does not answer; trying again every second", reason=str(problem))
            is_told = True

        conn.ensure_connection(
            tell,
            interval_start=RETRY_SECONDS,
            interval_step=0,
            interval_max=RETRY_SECONDS,
            callback=maybe_shutdown,
        )
        self.first_connection_attempt = False
        return conn
