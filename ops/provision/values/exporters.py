"""What the role `exporters` is told: which of them a host runs, where they answer, and what they may ask."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.topology import DATABASE_NAME, ExporterPort, Port
from ops.environment import Environment, Role
from ops.hosts.facts import Fact

_BY_ROLE: Mapping[ExporterPort, Role | None] = {
    ExporterPort.NODE: None,
    ExporterPort.POSTGRES: Role.DATA,
    ExporterPort.REDIS: Role.DATA,
    ExporterPort.BLACKBOX: Role.MONITOR,
}
"""Each, and the role of the hosts that run it; None: all do."""


def values(environment: Environment, hosts: Sequence[Fact], host: Fact) -> dict[str, Any]:
    """Return the role's variables for one host."""
    return {
        "exporters_wanted": wanted(host),
        "exporters_address": host.private_address,
        "exporters_ports": {port.name.lower(): port.value for port in ExporterPort},
        "exporters_postgres": f"127.0.0.1:{Port.POSTGRES.value}/{DATABASE_NAME}",
        "exporters_redis": f"127.0.0.1:{Port.REDIS.value}",
        "exporters_user": "monitor",
        "exporters_postgres_password": "{{ vault.db_monitor_password }}",
        "exporters_redis_password": "{{ vault.redis_monitor_password }}",
    }


def wanted(host: Fact) -> list[str]:
    """Return the names of a host's exporters, as Debian has them."""
    return [port.name.lower() for port, role in _BY_ROLE.items() if role is None or role in host.roles]
