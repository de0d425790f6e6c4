"""What each role is told of a host: an environment's description and facts as a role's variables.

A module for each role, with `values(environment, hosts, host)`. Secrets are named, never known here: their
values stand as references to the vault, which Ansible alone opens.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ops.environment import Environment, Role
from ops.hosts.facts import Fact
from ops.provision.values import base, docker, echo, edge, exporters, firewall, postgres, redis, registry, ssh

Values = Callable[[Environment, Sequence[Fact], Fact], Mapping[str, Any]]


@dataclass(frozen=True)
class Part:
    """A role of Ansible's; on: of the hosts that have this role, all where it is None."""

    values: Values
    on: Role | None = None


PARTS: Mapping[str, Part] = {
    "base": Part(base.values),
    "ssh": Part(ssh.values),
    "firewall": Part(firewall.values),
    "docker": Part(docker.values),
    "registry": Part(registry.values),
    "echo": Part(echo.values, Role.MANAGER),
    "postgres": Part(postgres.values, Role.DATA),
    "redis": Part(redis.values, Role.DATA),
    "edge": Part(edge.values, Role.EDGE),
    "exporters": Part(exporters.values),
}
"""The roles in the order in which they run, as site.yml has them."""


def of(environment: Environment, hosts: Sequence[Fact], host: Fact) -> dict[str, Any]:
    """Return the variables of one host: of the roles that run on it, merged."""
    merged: dict[str, Any] = {}
    for part in PARTS.values():
        if part.on is None or part.on in host.roles:
            merged |= part.values(environment, hosts, host)
    return merged
