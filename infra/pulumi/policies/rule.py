"""A rule about single resources, written as a function that yields what is wrong with one."""

from collections.abc import Callable, Iterator
from enum import StrEnum

from pulumi_policy import ReportViolation, ResourceValidationArgs, ResourceValidationPolicy


class Kind(StrEnum):
    """Types of resources that rules name."""

    CONTAINER = "docker:index/container:Container"
    DOCKER_NETWORK = "docker:index/network:Network"
    DOCKER_VOLUME = "docker:index/volume:Volume"
    SERVICE = "docker:index/service:Service"
    FIREWALL = "hcloud:index/firewall:Firewall"
    SERVER = "hcloud:index/server:Server"
    VOLUME = "hcloud:index/volume:Volume"


def rule(
    name: str, description: str, wrong: Callable[[ResourceValidationArgs], Iterator[str]], *kinds: Kind
) -> ResourceValidationPolicy:
    """Return a rule for resources of these kinds, or of all when none is named."""

    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        if not kinds or args.resource_type in kinds:
            for sentence in wrong(args):
                report(f"{args.name}: {sentence}", None)

    return ResourceValidationPolicy(name, description, validate)
