"""The stand-in for pulumi-resource-hcloud: Hetzner Cloud as a file."""

import os
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pulumi.runtime.proto import provider_pb2_grpc

from infra.pulumi.offline import plugin
from infra.pulumi.offline.hcloud import cloud, faults, state_file
from infra.pulumi.offline.hcloud.provider import HcloudProvider, token_of
from infra.pulumi.offline.hcloud.resources.firewall import Firewall
from infra.pulumi.offline.hcloud.resources.firewall_attachment import FirewallAttachment
from infra.pulumi.offline.hcloud.resources.network import Network
from infra.pulumi.offline.hcloud.resources.network_subnet import NetworkSubnet
from infra.pulumi.offline.hcloud.resources.placement_group import PlacementGroup
from infra.pulumi.offline.hcloud.resources.primary_ip import PrimaryIp
from infra.pulumi.offline.hcloud.resources.server import Server
from infra.pulumi.offline.hcloud.resources.server_network import ServerNetwork
from infra.pulumi.offline.hcloud.resources.ssh_key import SshKey
from infra.pulumi.offline.hcloud.resources.volume import Volume
from infra.pulumi.offline.hcloud.resources.volume_attachment import VolumeAttachment
from infra.pulumi.offline.hcloud.resources.zone_rrset import ZoneRrset
from infra.pulumi.offline.hcloud.store import Store

RESOURCES = [
    Firewall, FirewallAttachment, Network, NetworkSubnet, PlacementGroup, PrimaryIp,
    Server, ServerNetwork, SshKey, Volume, VolumeAttachment, ZoneRrset,
]  # fmt: skip


def connect(config: Mapping[str, Any]) -> cloud.Cloud:
    """Open the project that a token belongs to."""
    token = token_of(config)
    cloud.authorize(token)
    return cloud.Cloud(Store(state_file.locate(os.environ, Path.cwd(), token)), faults.of_process())


provider = HcloudProvider("hcloud", version("pulumi-hcloud"), connect, RESOURCES)

if __name__ == "__main__":
    plugin.serve(
        "pulumi-resource-hcloud",
        lambda server: provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server),
    )
