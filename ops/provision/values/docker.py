"""What the role `docker` is told: the engine's networks, and the Swarm that hosts form."""

from collections.abc import Sequence
from typing import Any

from core.topology import OVERLAY_NETWORK, Label, SwarmPort
from ops.environment import Environment, Role
from ops.hosts.facts import Fact
from ops.provision import container_networks

VXLAN_OCTETS = 50
"""What an overlay adds to each packet between hosts."""


def values(environment: Environment, hosts: Sequence[Fact], host: Fact) -> dict[str, Any]:
    """Return the role's variables for one host."""
    networks = container_networks.choose(environment)
    return {
        "docker_address": host.private_address,
        "docker_swarm_port": SwarmPort.MANAGEMENT.value,
        "docker_mtu": environment.mtu,
        "docker_bridge_pool": str(networks.bridges),
        "docker_gateway_subnet": str(networks.gateway),
        "docker_swarm_pool": str(networks.swarm),
        "docker_overlay_name": OVERLAY_NETWORK,
        "docker_overlay_subnet": str(networks.overlay),
        "docker_overlay_mtu": environment.mtu - VXLAN_OCTETS,
        "docker_nodes": [_node(each) for each in hosts],
    }


def _node(host: Fact) -> dict[str, Any]:
    roles = dict.fromkeys(host.roles, "true")
    kind = "manager" if Role.MANAGER in host.roles else "worker"
    return {"name": host.name, "kind": kind, "labels": {Label.HOST.value: host.name, **roles}}
