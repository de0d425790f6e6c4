"""What the role `base` is told: who may log in, what hosts are called, where data is kept."""

from collections.abc import Sequence
from typing import Any

from core.topology import DATA_PATH, OPERATOR
from infra.pulumi.rehearsal import operator_key
from ops.environment import Environment, Provider, Role
from ops.hosts.facts import Fact

SWAP_MB = 1024
"""Room for what is idle; more would only put off the day on which memory is short."""
THIS_MACHINE = "rehearsal"
"""The name under which this machine's own key lets it in to the hosts that it rehearses on."""


def values(environment: Environment, hosts: Sequence[Fact], host: Fact) -> dict[str, Any]:
    """Return the role's variables for one host."""
    return {
        "base_operator": OPERATOR,
        "base_people": people(environment),
        "base_hostname": host.name,
        "base_hosts": {each.name: each.private_address for each in hosts},
        "base_data_path": DATA_PATH if Role.DATA in host.roles else "",
        "base_data_device": host.data_device or "",
        "base_swap_mb": SWAP_MB,
    }


def people(environment: Environment) -> dict[str, str]:
    """Return the public keys of all who may log in."""
    if environment.provider is Provider.DOCKER:
        return {**environment.people, THIS_MACHINE: operator_key.public()}
    return dict(environment.people)
