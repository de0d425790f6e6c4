"""What holds data is protected, so that no change of a description deletes or replaces it."""

from collections.abc import Iterator, Mapping

from pulumi_policy import (
    ReportViolation,
    ResourceValidationArgs,
    StackValidationArgs,
    StackValidationPolicy,
)

from core.topology import Label
from infra.pulumi.policies.labelling import read
from infra.pulumi.policies.rule import Kind, rule
from ops import environment
from ops.errors import OpsError

_DISK = "/var/lib/docker"
"""A volume that is mounted here is a part of its host, and goes with it."""


def _volumes(args: StackValidationArgs, report: ReportViolation) -> None:
    disks = set(_mounted_at(_DISK, args))
    for each in args.resources:
        is_volume = each.resource_type in (Kind.VOLUME, Kind.DOCKER_VOLUME)
        if is_volume and not each.opts.protect and each.props.get("name") not in disks:
            report(f"{each.name}: a volume outlives its host; give it protect=True", each.urn)


def _mounted_at(path: str, args: StackValidationArgs) -> Iterator[str]:
    containers = [each for each in args.resources if each.resource_type == Kind.CONTAINER]
    mounts = [mount for each in containers for mount in each.props.get("volumes") or ()]
    return (mount["volumeName"] for mount in mounts if mount.get("containerPath") == path)


def _host(args: ResourceValidationArgs) -> Iterator[str]:
    if not args.opts.protect and not _is_expendable(read(args.props)):
        yield "a host is protected unless its description says that it keeps no data; give it protect=True"


def _is_expendable(labels: Mapping[str, str]) -> bool:
    try:
        host = environment.load(labels[Label.ENVIRONMENT]).host(labels[Label.HOST])
    except (KeyError, OpsError):
        return False
    return not host.keeps_data


VOLUME_IS_PROTECTED = StackValidationPolicy(
    "volume-is-protected", "Each volume is protected, but for a host's own disk.", _volumes
)
DATA_HOST_IS_PROTECTED = rule(
    "data-host-is-protected", "Each host that keeps data is protected.", _host, Kind.CONTAINER, Kind.SERVER
)
