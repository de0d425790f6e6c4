"""Addresses that stay with a host's name, whoever joins or leaves the environment."""

from collections.abc import Sequence
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


def numbers(names: Sequence[str], network: IPv4Network) -> dict[str, int]:
    """Return each host's number in the network: a digest of its name.

    So that a host that is added or taken away leaves the others where they are. Where two names have one
    digest, the first of them keeps it, and the other, which may move, gets what no name asks for.
    """
    room = min(network.num_addresses, 256) - _FIRST - 1
    wanted = {name: crc32(name.encode()) % room for name in names}
    first = {wanted[name]: name for name in reversed(names)}
    free = iter(sorted(set(range(room)) - set(first)))
    return {
        name: _FIRST + (number if first[number] == name else next(free)) for name, number in wanted.items()
    }
