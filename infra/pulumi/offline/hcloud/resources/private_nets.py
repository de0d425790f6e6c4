"""The private networks that a server names itself (`networks`)."""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from infra.pulumi.offline.hcloud.api import attachments
from infra.pulumi.offline.hcloud.project import Project, Record
from infra.pulumi.offline.hcloud.refusal import Refusal
from infra.pulumi.offline.hcloud.resources import subnet_id
from infra.pulumi.offline.resource import Problem
from infra.pulumi.offline.wire import Properties, is_unknown


def problems(nets: Sequence[Properties]) -> Iterator[Problem]:
    """Find networks that are given twice or not at all, and addresses outside their subnet."""
    if is_unknown(nets):
        return
    seen: set[Any] = set()
    for at, net in enumerate(nets):
        number = network_of(net)
        if number is None:
            yield Problem(f"networks[{at}]", "must specify either network_id or subnet_id")
        elif number in seen:
            reason = f"server is only allowed to be attached to each network once: {number}"
            yield Problem(f"networks[{at}]", reason)
        yield from _outside(at, net)
        seen.add(number)


def network_of(net: Properties) -> int | None:
    """Return the id of the network that one of `networks` means."""
    return subnet_id.network(net["subnetId"]) if net.get("subnetId") else net.get("networkId")


def attach(project: Project, server: int, net: Properties) -> None:
    """Put a server into one of its `networks`; it may be there already."""
    try:
        attachments.attach(
            project,
            server,
            network_of(net) or 0,
            ip=net.get("ip") or None,
            alias_ips=net.get("aliasIps"),
            ip_range=subnet_id.ip_range(net["subnetId"]) if net.get("subnetId") else None,
        )
    except Refusal as refusal:
        if refusal.code != "server_already_attached":
            raise


def settle(project: Project, server: Record, nets: Sequence[Properties]) -> None:
    """Leave networks that are no longer wanted, join those that are, move to another address."""
    wanted = {network_of(net): net for net in nets}
    for card in list(server["private_net"]):
        net = wanted.get(card["network"])
        if net is None or net.get("ip", card["ip"]) != card["ip"]:
            attachments.detach(project, server["id"], card["network"])
        elif set(net.get("aliasIps", [])) != set(card["alias_ips"]):
            attachments.change_alias_ips(project, server["id"], card["network"], net["aliasIps"])
    for net in nets:
        attach(project, server["id"], net)


def state(server: Record, nets: Sequence[Properties]) -> list[Properties]:
    """Return today's networks in the order in which they were given, the others after them."""
    given = {network_of(net): net for net in nets}
    order = [*given]
    cards: list[Record] = sorted(server["private_net"], key=lambda card: _place(order, card["network"]))
    return [_card(card, given.get(card["network"], {})) for card in cards]


def _place(order: list[int | None], network: int) -> int:
    return order.index(network) if network in order else len(order)


def _card(card: Record, given: Properties) -> Properties:
    subnet = {"subnetId": given["subnetId"]} if given.get("subnetId") else {}
    return subnet | {
        "networkId": card["network"],
        "ip": card["ip"],
        "aliasIps": card["alias_ips"],
        "macAddress": card["mac"],
    }


def _outside(at: int, net: Properties) -> Iterator[Problem]:
    if net.get("subnetId") and net.get("ip"):
        ip_range = IPv4Network(subnet_id.ip_range(net["subnetId"]))
        if IPv4Address(net["ip"]) not in ip_range:
            reason = f"server IP ({net['ip']}) is outside subnet IP range ({ip_range})"
            yield Problem(f"networks[{at}].ip", reason)
