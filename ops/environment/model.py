"""The model that others import."""

from ops.environment.description import Description
from ops.environment.hosts import Host, Role
from ops.environment.sizes import SIZES


class Environment(Description):
    """An environment: its file, its name, and its hosts in the file's order."""

    name: str

    @property
    def hosts(self) -> tuple[Host, ...]:
        """All hosts."""
        sizes = SIZES[self.provider]
        return tuple(
            Host(name=name, machine=sizes[entry.size], **dict(entry)) for name, entry in self.entries.items()
        )

    @property
    def dns_zone(self) -> str:
        """The DNS zone that holds the domain: its parent, unless another is named; empty: none of ours."""
        return self.domain.partition(".")[2] if self.zone is None else self.zone

    @property
    def edge(self) -> Host:
        """The one host that the world reaches."""
        return self.with_role(Role.EDGE)[0]

    def with_role(self, role: Role) -> tuple[Host, ...]:
        """Return the hosts that have a role."""
        return tuple(host for host in self.hosts if role in host.roles)

    def host(self, name: str) -> Host:
        """Return a host by its name; KeyError when there is none."""
        return {host.name: host for host in self.hosts}[name]
