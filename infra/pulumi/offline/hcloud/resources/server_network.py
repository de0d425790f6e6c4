"""ServerNetwork."""

from collections.abc import Iterable
from ipaddress import AddressValueError, IPv4Address

import pulumi_hcloud

from infra.pulumi.offline.hcloud.api import attachments
from infra.pulumi.offline.hcloud.bridged import Bridged, today
from infra.pulumi.offline.hcloud.faults import Kind
from infra.pulumi.offline.hcloud.refusal import Refusal
from infra.pulumi.offline.hcloud.resources import private_nets
from infra.pulumi.offline.resource import Problem, paths
from infra.pulumi.offline.wire import Properties, is_unknown


class ServerNetwork(Bridged):
    """A server in a private network.

    As with the official plugin: replaced in the same network without `delete_before_replace=True`, the new
    one is taken for the old one, and the server ends outside the network.
    """

    sdk = pulumi_hcloud.ServerNetwork
    newer = True
    autonamed = False
    known = paths("serverId networkId subnetId ip aliasIps")
    computed = paths("networkId ip")
    updatable = paths("aliasIps")
    defaults = {"aliasIps": []}  # noqa: RUF012 - the base says that it is a class's

    @classmethod
    def problems(cls, inputs: Properties) -> Iterable[Problem]:
        """Check that it names one network, and addresses."""
        if ("networkId" in inputs) == ("subnetId" in inputs):
            reason = "exactly one of these attributes must be configured: [network_id,subnet_id]"
            yield Problem("subnetId", reason)
        for ip in [inputs.get("ip"), *inputs.get("aliasIps", [])]:
            if ip is not None and not is_unknown(ip) and not _is_address(ip):
                yield Problem("ip", f"must be a valid ip, got: {ip}")

    def create(self, inputs: Properties) -> str:
        """Put the server into the network."""
        server, network = inputs["serverId"], private_nets.network_of(inputs)
        self.connection.create(
            Kind.SERVER_NETWORK, lambda project: private_nets.attach(project, server, inputs)
        )
        return f"{server}-{network}"

    def read(self, id_: str, state: Properties) -> Properties | None:
        """Return where the server is in the network."""
        number, network = map(int, id_.split("-"))
        with self.connection.open() as project:
            server = project.find("server", number)
            card = server and attachments.card(server, network)
            return card and today(
                state,
                serverId=number,
                networkId=network,
                ip=card["ip"],
                aliasIps=card["alias_ips"],
                macAddress=card["mac"],
            )

    def update(self, id_: str, old: Properties, new: Properties) -> Properties:
        """Replace the further addresses."""
        number, network = map(int, id_.split("-"))
        with self.connection.open() as project:
            attachments.change_alias_ips(project, number, network, new.get("aliasIps", []))
        return self.read(id_, new) or new

    def delete(self, id_: str, state: Properties) -> None:
        """Take the server out of the network."""
        try:
            with self.connection.open() as project:
                attachments.detach(project, *map(int, id_.split("-")))
        except Refusal as refusal:
            if refusal.code != "not_found":
                raise


def _is_address(text: str) -> bool:
    try:
        IPv4Address(text)
    except AddressValueError:
        return False
    return True
