"""The hosts' private network and the addresses in it; `local` has none but the loopback."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from ops.environment.model import Environment
from ops.environment.provider import Provider

_PRIVATE = tuple(IPv4Network(each) for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
_RESERVED = 11  # the network's own address, its gateway and what a provider takes; its broadcast address
_NUMBERED = 256  # hosts have the first of a larger network, so that numbers stay short


def private(environment: Environment) -> Iterator[str]:
    """Yield that the network is public, or of a size that not every provider takes."""
    network = environment.network
    if environment.provider is Provider.LOCAL:
        return
    if not any(network.subnet_of(each) for each in _PRIVATE):
        yield f"network: {network} is not private; choose one in {', '.join(map(str, _PRIVATE))}"
    if not 16 <= network.prefixlen <= 27:
        yield f"network: {network} must be of /16 to /27"


def large_enough(environment: Environment) -> Iterator[str]:
    """Yield that there are more hosts than addresses."""
    room = min(environment.network.num_addresses, _NUMBERED) - _RESERVED
    hosts = len(environment.entries)
    if environment.provider is not Provider.LOCAL and room < hosts:
        yield f"network: {environment.network} has room for {max(room, 0)} hosts, here are {hosts}"


def out_of_reach(environment: Environment) -> Iterator[str]:
    """Yield the ranges that let deliveries go where the data is."""
    for each in environment.egress_allow:
        meets = isinstance(each, IPv4Network) and each.overlaps(environment.network)
        if meets and environment.provider is not Provider.LOCAL:
            yield (
                f"egress_allow: {each} meets the hosts' own network {environment.network}: deliveries could"
                " reach the database; name narrower ranges"
            )


def addresses(environment: Environment) -> Iterator[str]:
    """Yield addresses that are outside the network or belong to two hosts."""
    taken: dict[IPv4Address, str] = {}
    network = environment.network
    for name, entry in environment.entries.items():
        inside = entry.private_address
        if inside and (inside not in network or inside in (network[0], network[-1])):
            yield f"hosts.{name}.private_address: {inside} is no host's address in {network}"
        for key, address in (("address", entry.address), ("private_address", inside)):
            if address in taken:
                yield f"hosts.{name}.{key}: {address} belongs to {taken[address]} already"
            if address:
                taken[address] = name
