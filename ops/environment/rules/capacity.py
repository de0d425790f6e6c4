"""Whether what a host runs fits its memory."""

from collections.abc import Iterator

from ops.environment.hosts import Host, Role
from ops.environment.model import Environment
from ops.environment.sizes import SIZES

SYSTEM_MB = 512
"""Debian, systemd, SSH, the Docker engine in its swarm, exporters: 270 to 420 were measured when idle."""
EDGE_MB = 64
"""Caddy, with its connections."""
MONITOR_MB = 640
"""Prometheus with two weeks of series in memory maps, Grafana, Alertmanager, the blackbox exporter."""


def check(environment: Environment) -> Iterator[str]:
    """Yield the hosts that are too small."""
    for host in environment.hosts:
        parts = dict(_parts(environment, host))
        needed = sum(parts.values())
        if needed > host.machine.memory_mb:
            listed = ", ".join(f"{name} {size:,}" for name, size in parts.items())
            yield (
                f"hosts.{host.name}.size: {needed:,} MB are needed ({listed}), {host.size} has"
                f" {host.machine.memory_mb:,}; {_cure(environment, needed)}"
            )


def _parts(environment: Environment, host: Host) -> Iterator[tuple[str, int]]:
    yield "system", SYSTEM_MB
    if Role.EDGE in host.roles:
        yield "edge", EDGE_MB
    if Role.MONITOR in host.roles:
        yield "monitor", MONITOR_MB
    if Role.APP in host.roles:
        yield from _apps(environment)
    if host.keeps_data:
        yield "PostgreSQL", environment.data.postgres_memory_mb
        yield "Redis", environment.data.redis_memory_mb


def _apps(environment: Environment) -> Iterator[tuple[str, int]]:
    hosts = len(environment.with_role(Role.APP))
    copies = {
        name: -(-app.replicas // hosts) * app.memory_mb for name, app in environment.apps.by_name().items()
    }
    yield from copies.items()
    yield "their new copies during releases", sum(copies.values())


def _cure(environment: Environment, needed: int) -> str:
    larger = [name for name, size in SIZES[environment.provider].items() if size.memory_mb >= needed]
    return f"take {larger[0]}, or lower replicas or memory" if larger else "lower replicas or memory"
