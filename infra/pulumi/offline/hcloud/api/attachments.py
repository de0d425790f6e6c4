"""Servers in private networks: the network card that joins the two, and its address."""

from ipaddress import IPv4Address, IPv4Network

from infra.pulumi.offline.hcloud import addresses, catalog
from infra.pulumi.offline.hcloud.api import networks
from infra.pulumi.offline.hcloud.project import Project, Record
from infra.pulumi.offline.hcloud.refusal import Refusal


def card(server: Record, network: int) -> Record | None:
    """Return the network card of a server in a network, or None."""
    return next((card for card in server["private_net"] if card["network"] == network), None)


def attach(
    project: Project,
    server: int,
    network: int,
    *,
    ip: str | None = None,
    alias_ips: list[str] | None = None,
    ip_range: str | None = None,
) -> Record:
    """Put a server into a network: at an address, or at the first free one of a subnet."""
    member, target = project.get("server", server), project.get("network", network)
    if card(member, network):
        raise Refusal("server_already_attached", "server is already attached to the network")
    zone = catalog.ZONES[member["location"]]
    subnets = [found for found in target["subnets"] if found["network_zone"] == zone]
    subnets = [found for found in subnets if ip_range in (None, found["ip_range"])]
    new = {
        "network": network,
        "ip": _address(project, target, subnets, ip),
        "alias_ips": _free(project, target, subnets, alias_ips or []),
        "mac": addresses.mac(project),
    }
    member["private_net"].append(new)
    return new


def change_alias_ips(project: Project, server: int, network: int, alias_ips: list[str]) -> None:
    """Replace the further addresses of a network card."""
    target, found = project.get("network", network), card(project.get("server", server), network)
    if found is None:
        raise Refusal("not_found", "server is not attached to the network")
    found["alias_ips"] = []
    found["alias_ips"] = _free(project, target, target["subnets"], alias_ips)


def detach(project: Project, server: int, network: int) -> None:
    """Take a server out of a network."""
    member = project.get("server", server)
    if (found := card(member, network)) is None:
        raise Refusal("not_found", "server is not attached to the network")
    member["private_net"].remove(found)


def _address(project: Project, network: Record, subnets: list[Record], ip: str | None) -> str:
    if ip is not None:
        return _free(project, network, subnets, [ip])[0]
    whole, taken = IPv4Network(network["ip_range"]), _taken(project, network["id"])
    for subnet in sorted(subnets, key=lambda found: IPv4Network(found["ip_range"]), reverse=True):
        if free := addresses.first_free(IPv4Network(subnet["ip_range"]), whole, taken):
            return free
    raise Refusal("no_subnet_available", "no subnet or IP available")


def _free(project: Project, network: Record, subnets: list[Record], wanted: list[str]) -> list[str]:
    whole, taken = IPv4Network(network["ip_range"]), _taken(project, network["id"])
    ranges = [IPv4Network(subnet["ip_range"]) for subnet in subnets]
    for text in wanted:
        if not any(addresses.usable(IPv4Address(text), subnet, whole, taken) for subnet in ranges):
            raise Refusal("ip_not_available", "IP not available")
        taken.add(text)
    return wanted


def _taken(project: Project, network: int) -> set[str]:
    return {ip for _, card in networks.cards(project, network) for ip in (card["ip"], *card["alias_ips"])}
