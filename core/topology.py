"""Names, ports and queues that never vary between environments: the one place that types them."""

from enum import IntEnum, StrEnum


class Port(IntEnum):
    """Default TCP ports."""

    API = 3000
    WEB = 3001
    METRICS = 3002
    POSTGRES = 5432
    REDIS = 6379


class Queue(StrEnum):
    """Celery queues. A destination that answers slowly moves to SLOW, where it delays nobody else."""

    DELIVER = "deliver"
    SLOW = "slow"


class TaskName(StrEnum):
    """Celery tasks, by the name under which they travel."""

    DELIVER = "worker.deliver"


class LockKey(IntEnum):
    """PostgreSQL advisory locks."""

    RELAY = 7_203_001
    PARTITIONS = 7_203_002
    MIGRATION = 7_203_003


DATABASE_NAME = "webhook_monitor"
MAX_BATCH = 50
"""Deliveries of one destination that travel in one Celery message."""

LEASE_MARGIN_SECONDS = 15
"""A lease outlives JOB_TIMEOUT by this much, so that a worker at its limit can still write its results."""
