"""The stack file: what the Swarm is told of each service, as the Engine's API has it. Pure: nothing is asked.

Names stand for what the Swarm numbers, such as secrets; `ops.release.move` puts its numbers in.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from core.topology import LEASE_MARGIN_SECONDS, OVERLAY_NETWORK, SERVICES, App, Label, Owner, ServiceName
from ops.environment import Environment, Role
from ops.environment.apps import App as Size
from ops.release.settings import Told

Spec = dict[str, Any]

SECOND = 1_000_000_000
"""Times are nanoseconds there."""
MEGABYTE = 1024 * 1024
USER = "65532"
"""As whom images run, and who may read their secrets."""
_SCRATCH = "/tmp"  # noqa: S108 - of a container, in its memory
SETTINGS = "settings"
RELEASE = "release"
"""Labels beside `owner`."""

_ARGUMENTS: Mapping[ServiceName, Sequence[str]] = {
    ServiceName.RELAY: ("worker.relay",),
    ServiceName.WORKER: ("worker", "deliver"),
    ServiceName.WORKER_SLOW: ("worker", "slow"),
}
"""What an image is told to run; API and web: what it runs by itself."""
_STOP_SECONDS = {ServiceName.API: 40, ServiceName.WEB: 40}
"""The drain, and what was begun before; workers: as long as a batch may take."""
_UPDATE = {
    "Parallelism": 0,
    "Delay": 0,
    "FailureAction": "rollback",  # where nobody watches any more; who watches is quicker
    "Monitor": 5 * SECOND,
    "MaxFailureRatio": 0,
    "Order": "start-first",
}


def render(
    environment: Environment, images: Mapping[str, str], told: Mapping[ServiceName, Told], number: int
) -> dict[str, Spec]:
    """Return a spec for each service; images: an app's name → its image in the registry."""
    sizes = environment.apps.by_name()
    return {
        service.value: _spec(service, images[app.value], told[service], sizes[service.value], number)
        for app in App
        for service in SERVICES[app]
    }


def job(name: str, image: str, told: Told, arguments: Sequence[str], memory_mb: int) -> Spec:
    """Return the spec of what runs once, to its end."""
    container = _container(image, told, arguments) | {"StopGracePeriod": 5 * SECOND}
    return {
        "Name": name,
        "Labels": {Label.OWNER.value: Owner.RELEASE.value},
        "TaskTemplate": {
            "ContainerSpec": container | {"Healthcheck": {"Test": ["NONE"]}},
            "Resources": _resources(memory_mb),
            "RestartPolicy": {"Condition": "none"},
            "Placement": _placement(),
            "Networks": [{"Target": OVERLAY_NETWORK}],
        },
        "Mode": {"ReplicatedJob": {"MaxConcurrent": 1, "TotalCompletions": 1}},
    }


def _spec(service: ServiceName, image: str, told: Told, size: Size, number: int) -> Spec:
    batch = int(told.environ.get("JOB_TIMEOUT", 0)) // 1000 + LEASE_MARGIN_SECONDS
    return {
        "Name": service.value,
        "Labels": {Label.OWNER.value: Owner.RELEASE.value, RELEASE: str(number)},
        "TaskTemplate": {
            "ContainerSpec": {
                **_container(image, told, _ARGUMENTS.get(service, ())),
                "StopGracePeriod": _STOP_SECONDS.get(service, batch + 5) * SECOND,
                "Healthcheck": _health(),
            },
            "Resources": _resources(size.memory_mb),
            "RestartPolicy": {"Condition": "any", "Delay": SECOND},
            "Placement": _placement(),
            "Networks": [{"Target": OVERLAY_NETWORK}],
        },
        "Mode": {"Replicated": {"Replicas": size.replicas}},
        "UpdateConfig": dict(_UPDATE),
        "RollbackConfig": _UPDATE | {"FailureAction": "pause"},
        "EndpointSpec": {"Mode": "dnsrr"},
    }


def _container(image: str, told: Told, arguments: Sequence[str]) -> Spec:
    """No secret is in here: those are named alone."""
    return {
        "Image": image,
        **({"Args": list(arguments)} if arguments else {}),
        **({"Hosts": list(told.hosts)} if told.hosts else {}),
        "Labels": {Label.OWNER.value: Owner.RELEASE.value, SETTINGS: told.fingerprint},
        "Env": [f"{name}={value}" for name, value in sorted(told.environ.items())],
        "User": f"{USER}:{USER}",
        "ReadOnly": True,
        "CapabilityDrop": ["ALL"],
        "Privileges": {"NoNewPrivileges": True},
        "Mounts": [
            {
                "Type": "tmpfs",
                "Target": _SCRATCH,
                "TmpfsOptions": {"SizeBytes": 64 * MEGABYTE, "Mode": 0o1777},
            }
        ],
        "Secrets": [
            _secret(secret.file, secret.name) for secret in sorted(told.secrets, key=lambda s: s.file)
        ],
    }


def _secret(file: str, name: str) -> Spec:
    return {"SecretName": name, "File": {"Name": file, "UID": USER, "GID": USER, "Mode": 0o400}}


def _health() -> Spec:
    """How often the image's own check runs; the first one waits for what starts."""
    return {
        "Interval": 10 * SECOND,
        "Timeout": 11 * SECOND,
        "Retries": 3,
        "StartPeriod": 30 * SECOND,
        "StartInterval": SECOND // 2,
    }


def _resources(memory_mb: int) -> Spec:
    """Reserve all that may be used: where a host is lost, what does not fit on the others waits."""
    memory = memory_mb * MEGABYTE
    return {"Limits": {"MemoryBytes": memory, "Pids": 256}, "Reservations": {"MemoryBytes": memory}}


def _placement() -> Spec:
    # No preference: by itself the Swarm spreads copies evenly; asked to, it puts all that follow on one host.
    return {"Constraints": [f"node.labels.{Role.APP}==true"]}
