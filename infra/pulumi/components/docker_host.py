"""A host as a container with systemd: what rehearsal has in place of a rented server."""

from ipaddress import IPv4Address

import pulumi
import pulumi_docker as docker

from core.topology import DATA_PATH
from infra.pulumi.components import addresses
from infra.pulumi.components.machine import HostArgs, Machine
from infra.pulumi.components.volume import Volume

SEED_FOLDER = "/var/lib/seed"
STOP_SECONDS = 30
"""An ordered shutdown before a removal; the provider's own default is none."""

# All but what would reach the real machine: its limits, its clock, its kernel.
_CAPABILITIES = docker.ContainerCapabilitiesArgs(
    adds=["ALL"], drops=["CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_SYS_MODULE"]
)
_UNCONFINED = ["seccomp=unconfined", "apparmor=unconfined", "systempaths=unconfined"]

# Read back otherwise than written, so that a refresh would replace the host (`securityOpts`, `ports` of a
# stopped one), or given at birth only, as a rented server's keys and image are.
_AS_BORN = ["securityOpts", "ports", "labels", "uploads", "image"]


def make(name: str, args: HostArgs, volume: Volume | None, opts: pulumi.ResourceOptions) -> Machine:
    """Make a container that boots, in both networks, at addresses that stay."""
    disk = _disk(name, args, opts)
    host = args.host
    labels = args.identity.labels(host.name).items()
    public = addresses.public_network(args.private)[args.number]
    container = docker.Container(
        name,
        name=args.identity.name(name),
        hostname=host.name,
        image=args.seed.image,
        capabilities=_CAPABILITIES,
        security_opts=_UNCONFINED,
        cgroupns_mode="private",
        tmpfs={"/run": "", "/run/lock": ""},
        # Both, as the engine cannot raise one alone, and one alone never settles.
        memory=host.machine.memory_mb,
        memory_swap=host.machine.memory_mb * 2,
        restart="on-failure",  # which a reboot is
        destroy_grace_seconds=STOP_SECONDS,
        networks_advanced=[
            _attach(args.network.public, public),
            _attach(args.network.private, args.private_address),
        ],
        volumes=[
            _mount(disk.name, "/var/lib/docker"),
            *([_mount(volume.volume, DATA_PATH)] if volume else []),
        ],
        uploads=_seed(args),
        labels=[docker.ContainerLabelArgs(label=key, value=value) for key, value in labels],
        opts=pulumi.ResourceOptions.merge(
            opts,
            pulumi.ResourceOptions(
                ignore_changes=_AS_BORN,
                replace_on_changes=["tmpfs"],  # which is said to be updated, and is not
                delete_before_replace=True,
            ),
        ),
    )  # fmt: skip
    return Machine(container.id, str(public), str(args.private_address))


def _disk(name: str, args: HostArgs, opts: pulumi.ResourceOptions) -> docker.Volume:
    """Make what the host's own engine stores on: an overlay on an overlay does not work."""
    labels = args.identity.labels(args.host.name).items()
    return docker.Volume(
        f"{name}-disk",
        name=args.identity.name(f"{name}-disk"),
        labels=[docker.VolumeLabelArgs(label=key, value=value) for key, value in labels],
        opts=pulumi.ResourceOptions(parent=opts.parent, ignore_changes=["labels"]),
    )


def _attach(network: pulumi.Input[str], address: IPv4Address) -> docker.ContainerNetworksAdvancedArgs:
    return docker.ContainerNetworksAdvancedArgs(name=network, ipv4_address=str(address))


def _mount(volume: pulumi.Input[str], path: str) -> docker.ContainerVolumeArgs:
    return docker.ContainerVolumeArgs(volume_name=volume, container_path=path)


def _seed(args: HostArgs) -> list[docker.ContainerUploadArgs]:
    """Return the files that the first boot puts in place, as cloud-init does for a rented server."""
    files = {
        "authorized_keys": args.seed.people.values(),
        "resolv.conf": [f"nameserver {address}" for address in args.seed.resolvers],
    }
    return [
        docker.ContainerUploadArgs(
            file=f"{SEED_FOLDER}/{file}", content="".join(f"{line}\n" for line in lines)
        )
        for file, lines in files.items()
        if lines
    ]
