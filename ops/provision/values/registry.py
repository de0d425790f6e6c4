"""What the role `registry` is told: where images are kept, and with which password."""

from collections.abc import Sequence
from typing import Any

from core.topology import Port
from ops.environment import Environment, Role
from ops.hosts.facts import Fact


def values(environment: Environment, hosts: Sequence[Fact], host: Fact) -> dict[str, Any]:
    """Return the role's variables for one host."""
    keeper = where(hosts)
    return {
        "registry_host": keeper.name,
        "registry_serves": host.name == keeper.name,
        "registry_address": keeper.private_address,
        "registry_port": Port.REGISTRY.value,
        "registry_password": "{{ vault.registry_password }}",
    }


def where(hosts: Sequence[Fact]) -> Fact:
    """Return the host that keeps the images: the first manager in the file's order."""
    return next(host for host in hosts if Role.MANAGER in host.roles)
