"""What must hold between the keys of a file."""

from collections.abc import Callable, Iterator

from ops.environment.model import Environment
from ops.environment.rules import capacity, cost, network, place, roles

Rule = Callable[[Environment], Iterator[str]]

_RULES: dict[Rule, set[str]] = {
    place.addresses: {"provider", "hosts"},
    place.domain: {"provider", "domain"},
    place.zone: {"domain", "zone"},
    place.required: {"provider", "people", "admin_cidrs", "backup", "alerts"},
    network.private: {"provider", "network"},
    network.large_enough: {"provider", "network", "hosts"},
    network.out_of_reach: {"provider", "network", "egress_allow"},
    network.addresses: {"network", "hosts"},
    roles.numbers: {"hosts"},
    roles.volumes: {"hosts"},
    roles.standby: {"hosts", "data"},
}
"""Each rule, and the keys that it reads."""
_SUMS: tuple[Rule, ...] = (capacity.check, cost.check)


def problems(environment: Environment, wrong: set[str]) -> list[str]:
    """Return a line for each rule that is broken; wrong: keys of which nothing more can be said."""
    rules = [rule for rule, keys in _RULES.items() if keys.isdisjoint(wrong)]
    found = [line for rule in rules for line in rule(environment)]
    return found if found or wrong else [line for rule in _SUMS for line in rule(environment)]
