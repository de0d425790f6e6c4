"""What Docker fills in by itself and then reads back as a change, for ever, or as a replacement."""

from collections.abc import Iterator

from pulumi_policy import ResourceValidationArgs

from infra.pulumi.policies.rule import Kind, rule


def _memory(args: ResourceValidationArgs) -> Iterator[str]:
    memory, swap = args.props.get("memory") or 0, args.props.get("memorySwap") or 0
    if memory <= 0 or swap < memory:
        yield f"memory ({memory:g} MB) and memorySwap ({swap:g} MB) must both be limits, swap not the lower"


def _gateway(args: ResourceValidationArgs) -> Iterator[str]:
    ranges = args.props.get("ipamConfigs") or ()
    if not ranges or not all(each.get("gateway") for each in ranges):
        yield "each range needs a gateway, or a refresh finds one that nobody wrote, and replaces the network"


CONTAINER_MEMORY_SETTLES = rule(
    "container-memory-settles", "Each container has memory and memorySwap.", _memory, Kind.CONTAINER
)
NETWORK_SETTLES = rule(
    "network-settles", "Each range of a Docker network has a gateway.", _gateway, Kind.DOCKER_NETWORK
)
