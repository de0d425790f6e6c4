"""A host: a machine of the provider's Debian image with a public and a private address."""

from collections.abc import Callable, Mapping
from typing import Any

import pulumi

from infra.pulumi.components import docker_host, existing_host, hetzner_host
from infra.pulumi.components.machine import HostArgs, Machine
from infra.pulumi.components.volume import Volume, VolumeArgs
from ops.environment import Provider

_MAKERS: Mapping[Provider, Callable[[str, HostArgs, Volume | None, pulumi.ResourceOptions], Machine]] = {
    Provider.DOCKER: docker_host.make,
    Provider.HETZNER: hetzner_host.make,
    Provider.EXISTING: existing_host.make,
}


class Host(pulumi.ComponentResource):
    """`machine` is what was made; `facts` what others need to know of it."""

    machine: Machine
    facts: Mapping[str, Any]

    def __init__(self, name: str, args: HostArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("webhook-monitor:hosts:Host", name, None, opts)
        volume = self._volume(args)
        # What holds data is neither deleted nor replaced because its description changed.
        mine = pulumi.ResourceOptions(parent=self, protect=args.host.keeps_data)
        self.machine = _MAKERS[args.provider](name, args, volume, mine)
        self.facts = {
            "name": args.host.name,
            "roles": [role.value for role in args.host.roles],
            "public_address": self.machine.public_address,
            "private_address": self.machine.private_address,
            "machine": self.machine.id,
            "data_device": volume.device if volume else None,
        }
        self.register_outputs({})

    def _volume(self, args: HostArgs) -> Volume | None:
        if args.host.volume_gb is None or args.provider is Provider.EXISTING:
            return None
        wanted = VolumeArgs(args.identity, args.provider, args.region, args.host.name, args.host.volume_gb)
        return Volume(f"{args.host.name}-data", wanted, pulumi.ResourceOptions(parent=self))
