"""What the role `firewall` is told: who may reach which port of a host."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.topology import ExporterPort, Port, PublicPort, SwarmPort
from ops.environment import Environment, Role
from ops.hosts.facts import Fact
from ops.provision.values import registry

_EVERYWHERE = (SwarmPort.GOSSIP, ExporterPort.NODE)
_OF_ROLES: Mapping[Role, Sequence[int]] = {
    Role.MANAGER: (SwarmPort.MANAGEMENT,),
    Role.DATA: (Port.POSTGRES, Port.REDIS, ExporterPort.POSTGRES, ExporterPort.REDIS),
    Role.MONITOR: (ExporterPort.BLACKBOX,),
}


def values(environment: Environment, hosts: Sequence[Fact], host: Fact) -> dict[str, Any]:
    """Return the role's variables for one host."""
    return {
        "firewall_admin_cidrs": [str(cidr) for cidr in environment.admin_cidrs],
        "firewall_ssh_port": PublicPort.SSH.value,
        "firewall_public_tcp": _public(host),
        "firewall_private_address": host.private_address,
        "firewall_private_network": str(environment.network),
        "firewall_private_tcp": _private(hosts, host),
        "firewall_private_udp": [SwarmPort.OVERLAY.value, SwarmPort.GOSSIP.value],
    }


def _public(host: Fact) -> list[int]:
    return [PublicPort.HTTP.value, PublicPort.HTTPS.value] if Role.EDGE in host.roles else []


def _private(hosts: Sequence[Fact], host: Fact) -> list[int]:
    """Return what other hosts, and containers, have business with."""
    ports = {*_EVERYWHERE, *(port for role in host.roles for port in _OF_ROLES.get(Role(role), ()))}
    if registry.where(hosts).name == host.name:
        ports.add(Port.REGISTRY)
    return sorted(int(port) for port in ports)
