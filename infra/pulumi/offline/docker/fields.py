"""What the stand-in knows of a container's inputs, by path; see `Resource` for what each group means."""

from collections.abc import Mapping
from typing import Any

from infra.pulumi.offline.resource import paths

KNOWN = paths(
    """name image hostname command entrypoints envs labels.label labels.value tmpfs init dns networkMode
    ports.internal ports.external ports.ip ports.protocol
    networksAdvanced.name networksAdvanced.aliases
    networksAdvanced.ipv4Address networksAdvanced.ipv6Address
    volumes.volumeName volumes.hostPath volumes.containerPath volumes.readOnly
    mounts.target mounts.source mounts.type mounts.readOnly mounts.bindOptions.propagation
    mounts.tmpfsOptions.sizeBytes mounts.tmpfsOptions.mode
    uploads.file uploads.content uploads.contentBase64 uploads.source
    uploads.executable uploads.permissions
    memory memorySwap cpus capabilities.adds capabilities.drops securityOpts cgroupnsMode
    restart maxRetryCount rm mustRun start wait waitTimeout destroyGraceSeconds removeVolumes
    stopSignal stopTimeout
    healthcheck.tests healthcheck.interval healthcheck.timeout healthcheck.startPeriod
    healthcheck.retries"""
)
COMPUTED = paths(
    """hostname command entrypoints envs labels securityOpts stopSignal stopTimeout healthcheck init
    ports.external runtime platform shmSize logDriver ipcMode"""
)
UPDATABLE = paths(
    """restart maxRetryCount memory memorySwap rm mustRun start wait waitTimeout destroyGraceSeconds
    removeVolumes tmpfs healthcheck init"""
)
ORDERED = paths("command entrypoints ports healthcheck.tests")
SETS_OF_ONE = paths("capabilities")
DEFAULTS: Mapping[str, Any] = {
    "restart": "no",
    "rm": False,
    "mustRun": True,
    "start": True,
    "wait": False,
    "waitTimeout": 60,
    "removeVolumes": True,
    "networkMode": "bridge",
    "ports.ip": "0.0.0.0",  # noqa: S104 - the official plugin's default
    "ports.protocol": "tcp",
    "uploads.executable": False,
    "healthcheck.interval": "0s",
    "healthcheck.timeout": "0s",
    "healthcheck.startPeriod": "0s",
}
