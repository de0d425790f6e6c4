"""The provider's firewall, before any host's own: SSH from administrators, HTTP and HTTPS to the edge."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_hcloud as hcloud

from core.topology import PublicPort
from infra.pulumi.components.identity import Identity
from ops.environment import Provider

WORLD = ("0.0.0.0/0", "::/0")


@dataclass(frozen=True)
class FirewallArgs:
    """admin_cidrs: who may reach SSH. A Docker engine has no firewall of a provider: none is made there."""

    identity: Identity
    provider: Provider
    admin_cidrs: Sequence[str]


class Firewall(pulumi.ComponentResource):
    """`every` and `edge` are the ids of the firewalls for every host, and for the edge besides."""

    every: Sequence[pulumi.Output[int]] = ()
    edge: Sequence[pulumi.Output[int]] = ()

    def __init__(self, name: str, args: FirewallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("webhook-monitor:hosts:Firewall", name, None, opts)
        if args.provider is Provider.HETZNER:
            admin = [_tcp(PublicPort.SSH, args.admin_cidrs), _ping()]
            web = [_tcp(PublicPort.HTTP, WORLD), _tcp(PublicPort.HTTPS, WORLD)]
            self.every = [self._firewall("admin", args.identity, admin)]
            self.edge = [self._firewall("web", args.identity, web)]
        self.register_outputs({})

    def _firewall(
        self, part: str, identity: Identity, rules: Sequence[hcloud.FirewallRuleArgs]
    ) -> pulumi.Output[int]:
        firewall = hcloud.Firewall(
            part,
            name=identity.name(part),
            rules=rules,
            labels=identity.labels(),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return firewall.id.apply(int)


def _tcp(port: PublicPort, sources: Sequence[str]) -> hcloud.FirewallRuleArgs:
    return hcloud.FirewallRuleArgs(
        description=port.name.lower(),
        direction="in",
        protocol="tcp",
        port=str(port.value),
        source_ips=list(sources),
    )


def _ping() -> hcloud.FirewallRuleArgs:
    """Return the rule for ICMP, without which paths with a smaller MTU swallow packets."""
    return hcloud.FirewallRuleArgs(
        description="icmp", direction="in", protocol="icmp", source_ips=list(WORLD)
    )
