"""Rules of a firewall as programs write them, and as Hetzner keeps them: every address with its length."""

from collections.abc import Iterator, Sequence
from ipaddress import ip_interface
from typing import Any

from infra.pulumi.offline.resource import Problem
from infra.pulumi.offline.wire import Properties, is_unknown

_DIRECTIONS = ("in", "out")
_PROTOCOLS = ("tcp", "udp", "icmp", "esp", "gre")
_ADDRESSES = ("sourceIps", "destinationIps")


def problems(rules: Sequence[Properties]) -> Iterator[Problem]:
    """Find what the provider refuses before it asks Hetzner."""
    for at, rule in enumerate(() if is_unknown(rules) else rules):
        if rule["direction"] not in _DIRECTIONS:
            yield Problem(f"rules[{at}].direction", f"{rule['direction']} is not a valid direction")
        if rule["protocol"] not in _PROTOCOLS:
            yield Problem(f"rules[{at}].protocol", f"{rule['protocol']} is not a valid protocol")
        for name in _ADDRESSES:
            for ip in rule.get(name) or []:
                yield from _address(f"rules[{at}].{name}", ip)


def normal(rules: Sequence[Properties]) -> list[Properties]:
    """Return rules as Hetzner keeps them."""
    return [_normal(rule) for rule in rules]


def as_given(today: Sequence[Properties], given: Sequence[Properties] | None) -> list[Properties]:
    """Return today's rules as the program wrote them, if they mean the same."""
    if given is not None and _as_set(normal(given)) == _as_set(today):
        return list(given)
    return list(today)


def _normal(rule: Properties) -> Properties:
    lists = {name: sorted(str(ip_interface(ip)) for ip in rule.get(name) or []) for name in _ADDRESSES}
    plain = {name: rule[name] for name in ("direction", "protocol", "port", "description") if rule.get(name)}
    return plain | {name: ips for name, ips in lists.items() if ips}


def _as_set(rules: Sequence[Properties]) -> list[Any]:
    return sorted(repr(sorted(rule.items())) for rule in rules)


def _address(where: str, text: str) -> Iterator[Problem]:
    if is_unknown(text):
        return
    try:
        found = ip_interface(text)
    except ValueError:
        yield Problem(where, f"invalid CIDR address: {text}")
    else:
        if found.ip != found.network.network_address:
            yield Problem(where, f"{text} is not the start of the cidr block {found.network}")
