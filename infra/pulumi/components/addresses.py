"""Addresses that stay with a host's name, whoever joins or leaves the environment."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network
from zlib import crc32

_FIRST = 10
"""Below it: the gateway, and room for a provider's own."""

_BENCHMARKING = int(IPv4Address("198.18.0.0"))
"""RFC 2544's range: nobody's on the internet, and no private network that deliveries may go to."""


def public_network(private: IPv4Network) -> IPv4Network:
    """Return the network that plays the internet for a private one: 198.18.77.0/24 for 10.77.0.0/24."""
    _, second, third, _ = private.network_address.packed
    return IPv4Network((_BENCHMARKING + ((second ^ third) << 8), 24))


def gateway(network: IPv4Network) -> IPv4Address:
    """Return a network's first address."""
    return network[1]


def numbers(names: Iterable[str], network: IPv4Network) -> dict[str, int]:
    """Return each host's number in the network: a digest of its name, the next free one when two agree.

    So that a host that is added or taken away leaves the others where they are.
    """
    room = min(network.num_addresses, 256) - _FIRST - 1
    taken: dict[str, int] = {}
    for name in names:
        number = crc32(name.encode()) % room
        while number + _FIRST in taken.values():
            number = (number + 1) % room
        taken[name] = number + _FIRST
    return taken
