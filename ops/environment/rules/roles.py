"""Which roles hosts have, and what depends on them."""

from collections.abc import Iterator

from ops.environment.data import Durability
from ops.environment.hosts import Role
from ops.environment.model import Environment

_ANY = range(1, 1000)
_HOW_MANY = {
    Role.EDGE: ((1,), "exactly one host"),
    Role.APP: (_ANY, "at least one host"),
    Role.DATA: (_ANY, "at least one host"),
    Role.MONITOR: (_ANY, "at least one host"),
    Role.MANAGER: ((1, 3), "1 or 3 hosts (of two, neither may be lost)"),
}


def numbers(environment: Environment) -> Iterator[str]:
    """Yield the roles that too few or too many hosts have."""
    for role, (right, wanted) in _HOW_MANY.items():
        having = _having(environment, role)
        if len(having) not in right:
            yield f"hosts: the role {role} belongs to {wanted}, here to {_list(having)}"


def volumes(environment: Environment) -> Iterator[str]:
    """Yield the volumes on which nothing would be kept."""
    for name, entry in environment.entries.items():
        if entry.volume_gb is not None and Role.DATA not in entry.roles:
            yield f"hosts.{name}.volume_gb: only hosts with the role data have a volume; remove it"


def standby(environment: Environment) -> Iterator[str]:
    """Yield that there is nobody to be synchronous with."""
    keepers = _having(environment, Role.DATA)
    if environment.data.durability is Durability.SYNCHRONOUS and len(keepers) < 2:
        yield f"data.durability: synchronous needs two hosts with the role data, here is {_list(keepers)}"


def _having(environment: Environment, role: Role) -> list[str]:
    return [name for name, entry in environment.entries.items() if role in entry.roles]


def _list(names: list[str]) -> str:
    return f"{len(names)} ({', '.join(names)})" if names else "none"
