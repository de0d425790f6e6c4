"""What the role `echo` is told: how many copies stand in for the API, and where their image is kept."""

from collections.abc import Sequence
from typing import Any

from core.topology import OVERLAY_NETWORK, Port
from ops.environment import Environment
from ops.hosts.facts import Fact
from ops.provision.values import registry


def values(environment: Environment, hosts: Sequence[Fact], host: Fact) -> dict[str, Any]:
    """Return the role's variables for one host; the registry's host, a manager, does the work."""
    keeper = registry.where(hosts)
    return {
        "echo_runs": host.name == keeper.name,
        "echo_registry": f"{keeper.private_address}:{Port.REGISTRY.value}",
        "echo_registry_password": "{{ vault.registry_password }}",
        "echo_network": OVERLAY_NETWORK,
        "echo_port": Port.API.value,
        "echo_replicas": environment.apps.api.replicas,
        "echo_memory_mb": environment.apps.api.memory_mb,
    }
