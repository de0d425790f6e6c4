"""What a provider is asked for when a host is made, and what it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

import pulumi

from infra.pulumi.components.identity import Identity
from infra.pulumi.components.network import Network
from ops.environment import Host, Provider


@dataclass(frozen=True)
class Seed:
    """What a host is born with, and Ansible keeps from then on.

    image: the provider's name of it; people: public SSH keys by name, for the first login;
    resolvers: name servers, where the provider does not give its own.
    """

    image: str
    people: Mapping[str, str]
    resolvers: Sequence[str] = ()


@dataclass(frozen=True)
class HostArgs:
    """number: the host's place in the networks; firewalls, ssh_keys: ids of uploaded ones."""

    identity: Identity
    provider: Provider
    region: str
    private: IPv4Network
    host: Host
    number: int
    network: Network
    seed: Seed
    firewalls: Sequence[pulumi.Input[int]] = ()
    ssh_keys: Sequence[pulumi.Input[str]] = ()

    @property
    def private_address(self) -> IPv4Address:
        """Its address among the hosts."""
        return self.private[self.number]


@dataclass(frozen=True)
class Machine:
    """id: another when the machine is another; public_ipv6: where the provider gives one."""

    id: pulumi.Input[str]
    public_address: pulumi.Input[str]
    private_address: pulumi.Input[str]
    public_ipv6: pulumi.Input[str] | None = None
