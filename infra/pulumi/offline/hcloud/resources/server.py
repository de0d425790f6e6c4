"""Server."""

from collections.abc import Iterable, Iterator

import pulumi_hcloud

from infra.pulumi.offline.hcloud.api import servers
from infra.pulumi.offline.hcloud.bridged import Bridged
from infra.pulumi.offline.hcloud.faults import Kind
from infra.pulumi.offline.hcloud.resources import private_nets, public_nets, server_changes, server_state
from infra.pulumi.offline.resource import Problem, paths
from infra.pulumi.offline.wire import Properties


class Server(Bridged):
    """A server. Another size is an update, which the server is switched off for; another image a replacement.

    As with the official plugin: a server that is protected at Hetzner (`deleteProtection`) refuses to be
    deleted or replaced, and `networks` or `publicNets` that the program drops stay as they are.
    """

    sdk = pulumi_hcloud.Server
    known = paths(
        "name serverType image location labels sshKeys firewallIds ignoreRemoteFirewallIds placementGroupId "
        "userData keepDisk backups deleteProtection rebuildProtection shutdownBeforeDeletion "
        "networks.networkId networks.subnetId networks.ip networks.aliasIps "
        "publicNets.ipv4Enabled publicNets.ipv6Enabled publicNets.ipv4 publicNets.ipv6"
    )
    computed = paths(
        "image location datacenter firewallIds networks networks.networkId networks.subnetId networks.ip "
        "networks.aliasIps networks.macAddress publicNets publicNets.ipv4 publicNets.ipv6"
    )
    updatable = paths(
        "name serverType labels firewallIds ignoreRemoteFirewallIds placementGroupId keepDisk backups "
        "deleteProtection rebuildProtection shutdownBeforeDeletion networks publicNets"
    )
    ordered = paths("sshKeys networks publicNets")
    defaults = {  # noqa: RUF012 - the base says that it is a class's
        **dict.fromkeys(("backups", "keepDisk", "deleteProtection", "rebuildProtection"), False),
        **dict.fromkeys(("shutdownBeforeDeletion", "ignoreRemoteFirewallIds"), False),
        **dict.fromkeys(("publicNets.ipv4Enabled", "publicNets.ipv6Enabled"), True),
        "networks.aliasIps": [],
    }

    @classmethod
    def problems(cls, inputs: Properties) -> Iterable[Problem]:
        """Check what the provider checks before it asks Hetzner."""
        yield from super().problems(inputs)
        yield from _empty(inputs)
        yield from private_nets.problems(inputs.get("networks", []))

    def create(self, inputs: Properties) -> str:
        """Rent it, with its public addresses; what Hetzner takes one by one follows in `finish`."""
        ipv4, ipv6 = public_nets.wishes(inputs.get("publicNets"))
        server = self.connection.create(
            Kind.SERVER,
            lambda project: servers.create(
                project,
                name=inputs["name"],
                server_type=inputs["serverType"],
                image=inputs.get("image", ""),
                location=inputs.get("location"),
                labels=inputs.get("labels"),
                keys=inputs.get("sshKeys"),
                firewalls=inputs.get("firewallIds"),
                placement_group=inputs.get("placementGroupId"),
                ipv4=ipv4,
                ipv6=ipv6,
            ),
        )
        return str(server["id"])

    def finish(self, id_: str, inputs: Properties) -> None:
        """Join networks, book backups, protect."""
        server_changes.networks(self.connection, int(id_), inputs)
        server_changes.backups(self.connection, int(id_), inputs)
        server_changes.protection(self.connection, int(id_), inputs)

    def read(self, id_: str, state: Properties) -> Properties | None:
        """Return what Hetzner tells of it; keys, user data and wishes for its end are kept as they were."""
        with self.connection.open() as project:
            server = project.find("server", id_)
            return server and server_state.of(project, server, state)

    def update(self, id_: str, old: Properties, new: Properties) -> Properties:
        """Change what can be changed, one call after the other, in the official plugin's order."""
        for change in server_changes.IN_ORDER:
            change(self.connection, int(id_), old, new)
        return self.read(id_, new) or new

    def delete(self, id_: str, state: Properties) -> None:
        """Give it back."""
        with self.connection.open() as project:
            servers.delete(project, int(id_))


def _empty(inputs: Properties) -> Iterator[Problem]:
    if inputs.get("image") == "":
        yield Problem("image", '"image" must have more than 0 characters')
    if "" in inputs.get("sshKeys", []):
        yield Problem("sshKeys", "you need to pass an SSH key with at least 1 character")
