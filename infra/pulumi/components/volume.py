"""What a data host keeps: it is protected, and outlives its host."""

from dataclasses import dataclass

import pulumi
import pulumi_docker as docker
import pulumi_hcloud as hcloud

from infra.pulumi.components.identity import Identity
from ops.environment import Provider


@dataclass(frozen=True)
class VolumeArgs:
    """host: whose data; size_gb: 10 to 10,240, which a Docker engine does not enforce."""

    identity: Identity
    provider: Provider
    region: str
    host: str
    size_gb: int


class Volume(pulumi.ComponentResource):
    """`volume` is a Docker volume's name or the id of Hetzner's; `device` is Hetzner's block device."""

    volume: pulumi.Output[str]
    device: pulumi.Output[str] | None = None

    def __init__(self, name: str, args: VolumeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("webhook-monitor:hosts:Volume", name, None, opts)
        if args.provider is Provider.DOCKER:
            self.volume = self._docker(name, args)
        elif args.provider is Provider.HETZNER:
            self._hetzner(name, args)
        self.register_outputs({})

    def _docker(self, name: str, args: VolumeArgs) -> pulumi.Output[str]:
        labels = args.identity.labels(args.host).items()
        volume = docker.Volume(
            name,
            name=args.identity.name(name),
            labels=[docker.VolumeLabelArgs(label=key, value=value) for key, value in labels],
            # A changed label would replace the volume: its data would be gone.
            opts=pulumi.ResourceOptions(parent=self, protect=True, ignore_changes=["labels"]),
        )
        return volume.name

    def _hetzner(self, name: str, args: VolumeArgs) -> None:
        volume = hcloud.Volume(
            name,
            name=args.identity.name(name),
            size=args.size_gb,
            location=args.region,
            format="ext4",
            labels=args.identity.labels(args.host),
            opts=pulumi.ResourceOptions(parent=self, protect=True),
        )
        self.volume, self.device = volume.id, volume.linux_device
