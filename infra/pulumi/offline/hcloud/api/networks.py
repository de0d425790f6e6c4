"""Private networks and their subnets."""

from ipaddress import IPv4Network

from infra.pulumi.offline.hcloud import catalog
from infra.pulumi.offline.hcloud.project import Project, Record
from infra.pulumi.offline.hcloud.refusal import Refusal, invalid

_PRIVATE = [IPv4Network(net) for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")]
_SMALLEST_NETWORK, _SMALLEST_SUBNET = 24, 30


def create(
    project: Project,
    *,
    name: str,
    ip_range: str,
    labels: dict[str, str] | None = None,
    expose_routes: bool = False,
) -> Record:
    """Make a network out of a private range."""
    network = _range(ip_range)
    if not any(network.subnet_of(private) for private in _PRIVATE):
        raise invalid("ip_range", "must be one of the private IPv4 ranges of RFC1918")
    if network.prefixlen > _SMALLEST_NETWORK:
        raise invalid("ip_range", f"must be at least /{_SMALLEST_NETWORK}")
    return project.add(
        "network", name, ip_range=str(network), labels=labels or {}, expose_routes=expose_routes, subnets=[]
    )


def add_subnet(project: Project, number: int, *, kind: str, zone: str, ip_range: str) -> Record:
    """Cut a subnet out of a network."""
    network, subnet = project.get("network", number), _range(ip_range)
    if zone not in catalog.ZONES.values():
        raise invalid("network_zone", f"must be one of {', '.join(sorted(set(catalog.ZONES.values())))}")
    if subnet.prefixlen > _SMALLEST_SUBNET or not subnet.subnet_of(IPv4Network(network["ip_range"])):
        raise invalid("ip_range", f"must be a subnet of {network['ip_range']}, at least /{_SMALLEST_SUBNET}")
    if any(subnet.overlaps(IPv4Network(other["ip_range"])) for other in network["subnets"]):
        raise Refusal("invalid_input", "subnet overlaps with another subnetwork or network route")
    gateway = str(IPv4Network(network["ip_range"])[1])
    made = {"type": kind, "network_zone": zone, "ip_range": str(subnet), "gateway": gateway}
    network["subnets"].append(made)
    return made


def subnet(network: Record, ip_range: str) -> Record | None:
    """Return a subnet of a network, or None."""
    return next((found for found in network["subnets"] if found["ip_range"] == ip_range), None)


def delete_subnet(project: Project, number: int, ip_range: str) -> None:
    """Drop a subnet that no server is in."""
    network = project.get("network", number)
    if (found := subnet(network, ip_range)) is None:
        raise Refusal("not_found", f"subnet {ip_range} not found")
    attached = (IPv4Network(card["ip"]) for _, card in cards(project, number))
    if any(address.subnet_of(IPv4Network(ip_range)) for address in attached):
        raise Refusal("service_error", "cannot remove subnet because servers are attached to it")
    network["subnets"].remove(found)


def delete(project: Project, number: int) -> None:
    """Delete a network; servers in it are detached, as Hetzner does."""
    project.remove("network", number)
    for server in project.all("server"):
        server["private_net"] = [card for card in server["private_net"] if card["network"] != number]


def cards(project: Project, number: int) -> list[tuple[Record, Record]]:
    """Return each server in a network with its private network card."""
    return [
        (server, card)
        for server in project.all("server")
        for card in server["private_net"]
        if card["network"] == number
    ]


def _range(text: str) -> IPv4Network:
    try:
        return IPv4Network(text)
    except ValueError:
        raise invalid(
            "ip_range", f"must be an IPv4 range in CIDR notation without host bits (got {text})"
        ) from None
