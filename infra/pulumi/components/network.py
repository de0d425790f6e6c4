"""The networks of an environment: one between its hosts, and what plays the internet in rehearsal."""

from dataclasses import dataclass
from ipaddress import IPv4Network

import pulumi
import pulumi_docker as docker
import pulumi_hcloud as hcloud

from infra.pulumi.components import addresses
from infra.pulumi.components.identity import Identity
from ops.environment import Provider

_ZONES = {"ash": "us-east", "hil": "us-west", "sin": "ap-southeast"}
_EUROPE = "eu-central"


@dataclass(frozen=True)
class NetworkArgs:
    """provider: whose network; region: where; private: the hosts' own range; mtu: octets."""

    identity: Identity
    provider: Provider
    region: str
    private: IPv4Network
    mtu: int


class Network(pulumi.ComponentResource):
    """`public` and `private` are names of Docker networks; `subnet` is the id of Hetzner's."""

    public: pulumi.Output[str]
    private: pulumi.Output[str]
    subnet: pulumi.Output[str]

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("webhook-monitor:hosts:Network", name, None, opts)
        if args.provider is Provider.DOCKER:
            self.public = self._bridge("public", args, addresses.public_network(args.private))
            self.private = self._bridge("private", args, args.private, internal=True)
        elif args.provider is Provider.HETZNER:
            self.subnet = self._subnet(args)
        self.register_outputs({})

    def _bridge(
        self, part: str, args: NetworkArgs, subnet: IPv4Network, internal: bool = False
    ) -> pulumi.Output[str]:
        labels = args.identity.labels().items()
        bridge = docker.Network(
            part,
            name=args.identity.name(part),
            driver="bridge",
            internal=internal,
            options={"com.docker.network.driver.mtu": str(args.mtu)},
            ipam_configs=[
                docker.NetworkIpamConfigArgs(subnet=str(subnet), gateway=str(addresses.gateway(subnet)))
            ],
            labels=[docker.NetworkLabelArgs(label=key, value=value) for key, value in labels],
            # A changed label would replace the network, and with it every host.
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["labels"]),
        )
        return bridge.name

    def _subnet(self, args: NetworkArgs) -> pulumi.Output[str]:
        network = hcloud.Network(
            "private",
            name=args.identity.name("private"),
            ip_range=str(args.private),
            labels=args.identity.labels(),
            opts=pulumi.ResourceOptions(parent=self),
        )
        subnet = hcloud.NetworkSubnet(
            "subnet",
            network_id=network.id.apply(int),
            type="cloud",
            network_zone=_ZONES.get(args.region, _EUROPE),
            ip_range=str(args.private),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return subnet.id
