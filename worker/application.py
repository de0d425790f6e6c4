"""The Celery application: the relay sends through it, the worker runs it.

Celery is pool, supervision and transport. The queue of record is the database: a message may be lost or come
twice without harm, for it names a lease, and only the lease counts.
"""

from celery import Celery

from core.settings import WorkerSettings
from core.topology import LEASE_MARGIN_SECONDS, Queue


def job_seconds(settings: WorkerSettings) -> float:
    """Return how long a batch may take."""
    return settings.job_timeout / 1000


def lease_seconds(settings: WorkerSettings) -> float:
    """Return how long a lease lasts."""
    return job_seconds(settings) + LEASE_MARGIN_SECONDS


def make_application(settings: WorkerSettings, **transport_options: object) -> Celery:
    """Return an application that speaks JSON, keeps no results and acknowledges what it takes at once."""
    application = Celery("worker", broker=settings.redis_url.get_secret_value(), set_as_current=False)
    application.conf.update(
        task_default_queue=Queue.DELIVER.value,
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_acks_late=False,
        task_time_limit=lease_seconds(settings),
        worker_concurrency=settings.concurrency,
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
        worker_enable_prefetch_count_reduction=False,
        broker_transport_options={
            # Redis need not keep what a worker had when it died: the lease ends, the relay sends again.
            "ack_emulation": False,
            "health_check_interval": 10,
            "socket_keepalive": True,
            **transport_options,
        },
    )
    return application
