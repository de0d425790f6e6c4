"""Network."""

import pulumi_hcloud

from infra.pulumi.offline.hcloud.api import networks
from infra.pulumi.offline.hcloud.bridged import Bridged, today
from infra.pulumi.offline.hcloud.faults import Kind
from infra.pulumi.offline.resource import paths
from infra.pulumi.offline.wire import Properties


class Network(Bridged):
    """A private network. Deleting it takes its servers out of it, without a question."""

    sdk = pulumi_hcloud.Network
    known = paths("name ipRange labels deleteProtection exposeRoutesToVswitch")
    updatable = paths("name labels deleteProtection exposeRoutesToVswitch")
    defaults = {"deleteProtection": False, "exposeRoutesToVswitch": False}  # noqa: RUF012 - the base says that it is a class's

    def create(self, inputs: Properties) -> str:
        """Make it."""
        network = self.connection.create(
            Kind.NETWORK,
            lambda project: networks.create(
                project,
                name=inputs["name"],
                ip_range=inputs["ipRange"],
                labels=inputs.get("labels"),
                expose_routes=inputs["exposeRoutesToVswitch"],
            ),
        )
        return str(network["id"])

    def finish(self, id_: str, inputs: Properties) -> None:
        """Protect it."""
        with self.connection.open() as project:
            project.get("network", id_)["protected"] = inputs["deleteProtection"]

    def read(self, id_: str, state: Properties) -> Properties | None:
        """Return what Hetzner tells of it."""
        with self.connection.open() as project:
            network = project.find("network", id_)
            return network and today(
                state,
                name=network["name"],
                ipRange=network["ip_range"],
                labels=network["labels"],
                deleteProtection=network["protected"],
                exposeRoutesToVswitch=network["expose_routes"],
            )

    def update(self, id_: str, old: Properties, new: Properties) -> Properties:
        """Change all but its range."""
        with self.connection.open() as project:
            network = project.get("network", id_)
            project.rename(network, "network", new["name"])
            network["labels"] = new.get("labels", {})
            network["expose_routes"] = new["exposeRoutesToVswitch"]
            network["protected"] = new["deleteProtection"]
        return self.read(id_, new) or new

    def delete(self, id_: str, state: Properties) -> None:
        """Delete it; gone already is no error."""
        with self.connection.open() as project:
            if project.find("network", id_):
                networks.delete(project, int(id_))
