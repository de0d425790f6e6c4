"""Hands claims to Celery, and knows how many more its queues should hold."""

from typing import Any

import redis
from celery import Celery
from kombu.exceptions import OperationalError

from core import queue
from core.settings import WorkerSettings
from core.topology import Queue, TaskName
from worker.application import lease_seconds, make_application
from worker.claims import Claim

MAX_WAITING = 32
"""Batches that wait in a queue: enough that workers never idle, few enough that leases do not end there."""


class QueueDownError(Exception):
    """Redis does not answer."""


class Publisher:
    """Redis, as the relay sees it: nothing waits for it for longer than a second."""

    def __init__(self, settings: WorkerSettings) -> None:
        self._redis = queue.connect(settings.redis_url.get_secret_value())
        self._application: Celery = make_application(
            settings, socket_timeout=queue.PATIENCE_SECONDS, socket_connect_timeout=queue.PATIENCE_SECONDS
        )
        self._expires = lease_seconds(settings)
        self._producer: Any = None

    def room(self) -> dict[Queue, int]:
        """Return how many more batches each queue should take; QueueDownError."""
        try:
            with self._redis.pipeline(transaction=False) as pipeline:
                for name in Queue:
                    pipeline.llen(name.value)
                lengths = pipeline.execute()
        except redis.RedisError as problem:
            raise QueueDownError(str(problem)) from None
        return {name: max(MAX_WAITING - length, 0) for name, length in zip(Queue, lengths, strict=True)}

    def publish(self, claim: Claim) -> None:
        """Send one batch; QueueDownError, and then it may have been sent or not."""
        if self._producer is None:
            self._producer = self._application.amqp.Producer(self._application.connection_for_write())
        ids = [str(id_) for id_ in claim.ids]
        try:
            self._application.send_task(
                TaskName.DELIVER.value,
                args=(str(claim.destination_id), str(claim.lease), ids),
                queue=claim.queue.value,
                expires=self._expires,
                producer=self._producer,
                retry=False,
            )
        except (OperationalError, redis.RedisError, OSError) as problem:
            self.close()
            raise QueueDownError(str(problem)) from None

    def close(self) -> None:
        """Drop the connection for publishing; the next message opens another."""
        if self._producer is not None:
            self._producer.connection.close()
            self._producer = None
