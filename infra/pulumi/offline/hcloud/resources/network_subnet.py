"""NetworkSubnet."""

from collections.abc import Iterable

import pulumi_hcloud

from infra.pulumi.offline.hcloud.api import networks
from infra.pulumi.offline.hcloud.bridged import Bridged, today
from infra.pulumi.offline.hcloud.faults import Kind
from infra.pulumi.offline.hcloud.refusal import Refusal
from infra.pulumi.offline.hcloud.resources import subnet_id
from infra.pulumi.offline.resource import Problem, paths
from infra.pulumi.offline.wire import Properties, is_unknown

_TYPES = ("cloud", "server")


class NetworkSubnet(Bridged):
    """A part of a network. Nothing of it can be changed.

    As with the official plugin: one that servers are in is not deleted at Hetzner and leaves the state
    all the same, on the assumption that its network is deleted next.
    """

    sdk = pulumi_hcloud.NetworkSubnet
    autonamed = False
    known = paths("networkId type networkZone ipRange")

    @classmethod
    def problems(cls, inputs: Properties) -> Iterable[Problem]:
        """Check the type; a vSwitch needs a dedicated server, which this stand-in has none of."""
        if not is_unknown(inputs["type"]) and inputs["type"] not in _TYPES:
            yield Problem("type", f"expected type to be one of {list(_TYPES)}, got {inputs['type']}")

    def create(self, inputs: Properties) -> str:
        """Cut it out of the network."""
        subnet = self.connection.create(
            Kind.SUBNET,
            lambda project: networks.add_subnet(
                project,
                inputs["networkId"],
                kind=inputs["type"],
                zone=inputs["networkZone"],
                ip_range=inputs["ipRange"],
            ),
        )
        return subnet_id.of(inputs["networkId"], subnet["ip_range"])

    def read(self, id_: str, state: Properties) -> Properties | None:
        """Return what Hetzner tells of it."""
        with self.connection.open() as project:
            network = project.find("network", subnet_id.network(id_))
            subnet = network and networks.subnet(network, subnet_id.ip_range(id_))
            return subnet and today(
                state,
                networkId=subnet_id.network(id_),
                type=subnet["type"],
                networkZone=subnet["network_zone"],
                ipRange=subnet["ip_range"],
                gateway=subnet["gateway"],
            )

    def delete(self, id_: str, state: Properties) -> None:
        """Drop it."""
        try:
            with self.connection.open() as project:
                networks.delete_subnet(project, subnet_id.network(id_), subnet_id.ip_range(id_))
        except Refusal as refusal:
            if refusal.code not in ("not_found", "service_error"):
                raise
