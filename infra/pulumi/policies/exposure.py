"""What the world reaches: HTTP and HTTPS. SSH is for administrators, and not open to the world either."""

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_network
from typing import Any

from pulumi_policy import ResourceValidationArgs

from core.topology import PublicPort
from infra.pulumi.policies.rule import Kind, rule

_WEB = {PublicPort.HTTP.value, PublicPort.HTTPS.value}
_NARROWER_THAN_WORLD = {4: 8, 6: 16}
"""Prefix lengths, by version, of the widest networks that are somebody's; `admin_cidrs` takes none wider."""


def _open(args: ResourceValidationArgs) -> Iterator[str]:
    for each in args.props.get("rules") or ():
        if each["direction"] == "in" and _is_world(each.get("sourceIps") or ()):
            for what in _too_much(each):
                yield f"{what} is open to the world; only tcp {', '.join(map(str, sorted(_WEB)))} may be"


def _is_world(sources: Iterable[str]) -> bool:
    networks = [ip_network(source) for source in sources]
    return any(network.prefixlen < _NARROWER_THAN_WORLD[network.version] for network in networks)


def _too_much(firewall_rule: Mapping[str, Any]) -> Iterator[str]:
    protocol, port = firewall_rule["protocol"], firewall_rule.get("port") or "any"
    if protocol == "icmp":
        return  # without it, paths with a smaller MTU swallow packets
    if protocol != "tcp" or not _ports(port) <= _WEB:
        yield f"{protocol} {port}"


def _ports(text: str) -> set[int]:
    first, _, last = ("1-65535" if text == "any" else text).partition("-")
    return set(range(int(first), int(last or first) + 1))


def _no_firewall(args: ResourceValidationArgs) -> Iterator[str]:
    if not args.props.get("firewallIds"):
        yield "a server without a firewall is open to the world; give it firewallIds"


def _published(args: ResourceValidationArgs) -> Iterator[str]:
    endpoint = args.props.get("endpointSpec") or {}
    if args.props.get("ports") or args.props.get("publishAllPorts") or endpoint.get("ports"):
        yield "Docker publishes no port, which would pass by the host's own firewall; the edge does"
    if args.props.get("networkMode") == "host":
        yield "networkMode host shares the real machine's ports; attach it to networks"


WORLD_SEES_THE_WEB_ALONE = rule(
    "world-sees-the-web-alone", "No port but HTTP and HTTPS is open to the world.", _open, Kind.FIREWALL
)
SERVER_HAS_FIREWALL = rule(
    "server-has-firewall", "Each server is behind a firewall of its provider.", _no_firewall, Kind.SERVER
)
NO_DOCKER_PORT = rule(
    "no-docker-port", "No port is published by Docker at all.", _published, Kind.CONTAINER, Kind.SERVICE
)
