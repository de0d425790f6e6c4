"""A container's networks."""

from collections.abc import Iterable
from contextlib import suppress

from docker.api import APIClient
from docker.errors import APIError

from infra.pulumi.offline.docker.engine import asking
from infra.pulumi.offline.wire import Properties

_DEFAULT = "bridge"
_OUTPUTS = {
    "ipAddress": "IPAddress",
    "ipPrefixLength": "IPPrefixLen",
    "gateway": "Gateway",
    "globalIpv6Address": "GlobalIPv6Address",
    "globalIpv6PrefixLength": "GlobalIPv6PrefixLen",
    "ipv6Gateway": "IPv6Gateway",
    "macAddress": "MacAddress",
}


def attach(engine: APIClient, id_: str, networks: Iterable[Properties]) -> None:
    """Take a container off the default network and attach it to these."""
    if not networks:
        return
    with suppress(APIError):  # it is not on it where the program names another network mode
        engine.disconnect_container_from_network(id_, _DEFAULT)
    for network in networks:
        with asking(f"Unable to connect to network '{network['name']}'"):
            engine.connect_container_to_network(
                id_,
                network["name"],
                ipv4_address=network.get("ipv4Address"),
                ipv6_address=network.get("ipv6Address"),
                aliases=network.get("aliases"),
            )


def outputs(settings: Properties) -> Properties:
    """Return what a program can read of them; addresses are empty while the container is stopped."""
    return {
        "bridge": settings.get("Bridge", ""),
        "networkDatas": [
            {"networkName": name} | {output: endpoint[engine] for output, engine in _OUTPUTS.items()}
            for name, endpoint in settings["Networks"].items()
        ],
    }
