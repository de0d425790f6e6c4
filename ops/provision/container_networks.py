"""Ranges for containers that are nobody else's: not the environment's, not its administrators'."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from ops.environment import Environment
from ops.errors import UsageError

_CANDIDATES = tuple(map(IPv4Network, ("172.28.0.0/14", "172.24.0.0/14", "172.20.0.0/14", "10.252.0.0/14")))


@dataclass(frozen=True)
class ContainerNetworks:
    """bridges: on each host; gateway: of containers on an overlay; swarm: what Swarm takes by itself."""

    bridges: IPv4Network
    gateway: IPv4Network
    swarm: IPv4Network
    overlay: IPv4Network


def choose(environment: Environment) -> ContainerNetworks:
    """Return the first candidates that no private range of the environment overlaps, or UsageError."""
    taken = tuple(_taken(environment))
    for candidate in _CANDIDATES:
        if not any(network.overlaps(candidate) for network in taken):
            bridges, gateway, swarm, overlay = candidate.subnets(new_prefix=16)
            return ContainerNetworks(bridges, _first(gateway, 20), swarm, _first(overlay, 20))
    raise UsageError(
        f"environments/{environment.name}.toml: network, admin_cidrs and egress_allow leave no range for "
        f"containers; one of these must be free: {', '.join(map(str, _CANDIDATES))}"
    )


def _taken(environment: Environment) -> Iterable[IPv4Network]:
    named: Iterable[IPv4Network | IPv6Network] = (
        environment.network, *environment.admin_cidrs, *environment.egress_allow
    )  # fmt: skip
    return (network for network in named if isinstance(network, IPv4Network) and network.is_private)


def _first(network: IPv4Network, prefix: int) -> IPv4Network:
    return next(network.subnets(new_prefix=prefix))
