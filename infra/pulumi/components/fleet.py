"""All hosts of one environment, and what is around them."""

from collections.abc import Mapping, Sequence
from typing import Any

from infra.pulumi.components import addresses
from infra.pulumi.components.firewall import Firewall, FirewallArgs
from infra.pulumi.components.host import Host
from infra.pulumi.components.identity import Identity
from infra.pulumi.components.machine import HostArgs, Machine, Seed
from infra.pulumi.components.network import Network, NetworkArgs
from infra.pulumi.components.people import People
from infra.pulumi.components.record import Record, RecordArgs
from ops.environment import Environment


def make(environment: Environment, identity: Identity, seed: Seed) -> Sequence[Mapping[str, Any]]:
    """Make the environment's hosts; return what others need to know of each, as it is described."""
    provider, region, private = environment.provider, environment.region, environment.network
    admins = [str(cidr) for cidr in environment.admin_cidrs]
    network = Network("network", NetworkArgs(identity, provider, region, private, environment.mtu))
    firewall = Firewall("firewall", FirewallArgs(identity, provider, admins))
    people = People("people", identity, provider, seed.people)
    numbers = addresses.numbers([host.name for host in environment.hosts], private)
    hosts = {
        host.name: Host(
            host.name,
            HostArgs(
                identity, provider, region, private, host, numbers[host.name], network, seed,
                [*firewall.every, *(firewall.edge if host == environment.edge else [])], people.ids,
            ),
        )
        for host in environment.hosts
    }  # fmt: skip
    Record("record", _record(environment, identity, hosts[environment.edge.name].machine))
    return [host.facts for host in hosts.values()]


def _record(environment: Environment, identity: Identity, edge: Machine) -> RecordArgs:
    ipv6 = {"AAAA": edge.public_ipv6} if edge.public_ipv6 is not None else {}
    addresses = {"A": edge.public_address, **ipv6}
    return RecordArgs(identity, environment.provider, environment.domain, environment.dns_zone, addresses)
