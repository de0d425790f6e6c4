"""Names, ports and queues that never vary between environments: the one place that types them."""

from enum import IntEnum, StrEnum


class Port(IntEnum):
    """Default TCP ports."""

    API = 3000
    WEB = 3001
    METRICS = 3002
    POSTGRES = 5432
    REDIS = 6379
    REGISTRY = 5000


class SwarmPort(IntEnum):
    """Ports between the hosts of a Swarm: MANAGEMENT is TCP, GOSSIP is TCP and UDP, OVERLAY is UDP."""

    MANAGEMENT = 2377
    GOSSIP = 7946
    OVERLAY = 4789


class ExporterPort(IntEnum):
    """Ports on which hosts tell Prometheus how they are."""

    NODE = 9100
    BLACKBOX = 9115
    REDIS = 9121
    POSTGRES = 9187


class PublicPort(IntEnum):
    """TCP ports that hosts may show to the world; SSH to administrators alone."""

    SSH = 22
    HTTP = 80
    HTTPS = 443


class AuthorityPort(IntEnum):
    """TCP ports of rehearsal's certificate authority: ACME, and what it tells of itself."""

    ACME = 14000
    MANAGEMENT = 15000


class App(StrEnum):
    """What an image is built of: each app has one."""

    API = "api"
    WORKER = "worker"
    WEB = "web"


class ServiceName(StrEnum):
    """What runs, each by its own name, wherever it runs."""

    API = "api"
    RELAY = "relay"
    WORKER = "worker"
    WORKER_SLOW = "worker-slow"
    WEB = "web"


SERVICES = {
    App.API: (ServiceName.API,),
    App.WORKER: (ServiceName.RELAY, ServiceName.WORKER, ServiceName.WORKER_SLOW),
    App.WEB: (ServiceName.WEB,),
}
"""The services that each app's image makes."""


class Queue(StrEnum):
    """Celery queues. A destination that answers slowly moves to SLOW, where it delays nobody else."""

    DELIVER = "deliver"
    SLOW = "slow"


RATE_KEYS = "rate:"
"""What the keys of the API's token buckets in Redis begin with."""


class TaskName(StrEnum):
    """Celery tasks, by the name under which they travel."""

    DELIVER = "worker.deliver"


class LockKey(IntEnum):
    """PostgreSQL advisory locks."""

    RELAY = 7_203_001
    PARTITIONS = 7_203_002
    MIGRATION = 7_203_003
    REJECTIONS = 7_203_004
    DAYS = 7_203_005


class Owner(StrEnum):
    """Who makes and removes an object of a provider or of a Docker engine; each carries the label `owner`."""

    HOSTS = "hosts"
    PLATFORM = "platform"
    RELEASE = "release"
    REHEARSAL = "rehearsal"


class Label(StrEnum):
    """Keys of the labels on objects of a provider or of a Docker engine."""

    OWNER = "owner"
    ENVIRONMENT = "environment"
    HOST = "host"
    CHECKOUT = "checkout"
    RECIPE = "recipe"
    """What an image was built of, as a digest."""


OPERATOR = "operator"
"""The user as whom people log in to hosts."""

DATA_PATH = "/srv/data"
"""Where a data host mounts the volume that outlives it."""

OVERLAY_NETWORK = "webhook-monitor"
"""The network that containers share across hosts."""

DATABASE_NAME = "webhook_monitor"
MAX_BATCH = 50
"""Deliveries of one destination that travel in one Celery message."""

LEASE_MARGIN_SECONDS = 15
"""A lease outlives JOB_TIMEOUT by this much, so that a worker at its limit can still write its results."""
