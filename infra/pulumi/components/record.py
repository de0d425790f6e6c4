"""The DNS records under which the world finds an environment: its domain, at its edge host."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_hcloud as hcloud

from infra.pulumi.components.identity import Identity
from ops.environment import Provider

TTL_SECONDS = 60
"""A lost edge host is replaced within minutes; its name may not lag behind."""


@dataclass(frozen=True)
class RecordArgs:
    """zone: of Hetzner's DNS, empty when it is kept elsewhere; addresses: by type, A or AAAA."""

    identity: Identity
    provider: Provider
    domain: str
    zone: str
    addresses: Mapping[str, pulumi.Input[str]]


class Record(pulumi.ComponentResource):
    """Records of the domain in Hetzner's DNS. The zone is not ours to make: it holds other names too."""

    def __init__(self, name: str, args: RecordArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("webhook-monitor:hosts:Record", name, None, opts)
        wanted = args.provider is Provider.HETZNER and args.zone
        for kind, address in args.addresses.items() if wanted else ():
            hcloud.ZoneRrset(
                kind.lower(),
                zone=args.zone,
                name=args.domain.removesuffix(args.zone).rstrip(".") or "@",
                type=kind,
                ttl=TTL_SECONDS,
                records=[hcloud.ZoneRrsetRecordArgs(value=address)],
                labels=args.identity.labels(),
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.register_outputs({})
