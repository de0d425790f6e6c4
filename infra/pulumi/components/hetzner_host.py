"""A host as a server at Hetzner."""

import pulumi
import pulumi_hcloud as hcloud

from infra.pulumi.components.machine import HostArgs, Machine
from infra.pulumi.components.volume import Volume

# Given at birth only: Ansible keeps people's keys from then on, and their change must not replace a server.
_AS_BORN = ["sshKeys"]


def make(name: str, args: HostArgs, volume: Volume | None, opts: pulumi.ResourceOptions) -> Machine:
    """Rent a server of the described size, in the private network, behind the firewalls."""
    server = hcloud.Server(
        name,
        name=args.identity.name(name),
        server_type=args.host.size,
        image=args.seed.image,
        location=args.region,
        ssh_keys=list(args.ssh_keys),
        firewall_ids=list(args.firewalls),
        labels=args.identity.labels(args.host.name),
        shutdown_before_deletion=True,
        opts=pulumi.ResourceOptions.merge(
            # Names are unique in a project, so a replacement cannot be made beside the old one.
            opts, pulumi.ResourceOptions(ignore_changes=_AS_BORN, delete_before_replace=True)
        ),
    )  # fmt: skip
    inside = hcloud.ServerNetwork(
        name,
        server_id=server.id.apply(int),
        subnet_id=args.network.subnet,
        ip=str(args.private_address),
        opts=pulumi.ResourceOptions(parent=opts.parent, delete_before_replace=True),
    )
    if volume:
        _attach(name, server, volume, opts)
    return Machine(server.id, server.ipv4_address, inside.ip, server.ipv6_address)


def _attach(name: str, server: hcloud.Server, volume: Volume, opts: pulumi.ResourceOptions) -> None:
    hcloud.VolumeAttachment(
        name,
        server_id=server.id.apply(int),
        volume_id=volume.volume.apply(int),
        automount=False,  # where it is mounted is Ansible's
        opts=pulumi.ResourceOptions(parent=opts.parent, delete_before_replace=True),
    )
