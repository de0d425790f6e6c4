"""Addresses out of the ranges that RFC 5737 and RFC 3849 keep for documentation: they lead nowhere."""

from ipaddress import IPv4Address, IPv4Network, IPv6Network

from infra.pulumi.offline.hcloud.project import Project
from infra.pulumi.offline.resource import RefusedError

_PUBLIC = [str(host) for net in ("203.0.113.0/24", "198.51.100.0/24") for host in IPv4Network(net).hosts()]
_PREFIXES = IPv6Network("2001:db8::/32")
_SUBNET = 64


def ipv4(project: Project) -> str:
    """Return a public address that nobody has; one that was given back comes round last."""
    taken = {record["ip"] for record in project.all("primary_ip")}
    start = _turn(project, "next_ipv4")
    for step in range(len(_PUBLIC)):
        if (candidate := _PUBLIC[(start + step) % len(_PUBLIC)]) not in taken:
            project.content["next_ipv4"] = start + step + 1
            return candidate
    raise RefusedError(f"all {len(_PUBLIC)} documentation addresses are in use")


def ipv6(project: Project) -> str:
    """Return a /64 that nobody has had, without its length: Hetzner's own form of an IPv6 primary IP."""
    turn = _turn(project, "next_ipv6")
    return str(_PREFIXES[(turn + 1) << (128 - _SUBNET)])


def mac(project: Project) -> str:
    """Return a hardware address for a private network card."""
    return "86:00:00:" + ":".join(f"{byte:02x}" for byte in _turn(project, "next_mac").to_bytes(3, "big"))


def first_free(subnet: IPv4Network, network: IPv4Network, taken: set[str]) -> str | None:
    """Return the first address of a subnet that a server may get."""
    return next((str(ip) for ip in subnet.hosts() if usable(ip, subnet, network, taken)), None)


def usable(ip: IPv4Address, subnet: IPv4Network, network: IPv4Network, taken: set[str]) -> bool:
    """Say whether a server may get an address: not the gateway, the edges of the subnet or a taken one."""
    edges = (subnet.network_address, subnet.broadcast_address, network[1])
    return ip in subnet and ip not in edges and str(ip) not in taken


def _turn(project: Project, counter: str) -> int:
    turn: int = project.content.get(counter, 0)
    project.content[counter] = turn + 1
    return turn
