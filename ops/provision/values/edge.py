"""What role `edge` is told: the world's name, who certifies it, where the apps listen."""

from collections.abc import Sequence
from typing import Any

from core.topology import OVERLAY_NETWORK, Owner, Port, PublicPort
from ops import versions
from ops.environment import Environment, Provider
from ops.hosts.facts import Fact
from ops.provision import caddy, pebble

_LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory"


def values(environment: Environment, hosts: Sequence[Fact], host: Fact) -> dict[str, Any]:
    """Return the role's variables for one host."""
    return {
        "edge_domain": environment.domain,
        "edge_contact": environment.contact,
        **_authority(environment),
        "edge_caddy_version": versions.CADDY,
        "edge_wheels": {machine: str(caddy.wheel(machine)) for machine in caddy.MACHINES},
        "edge_network": OVERLAY_NETWORK,
        "edge_owner": Owner.HOSTS.value,
        "edge_api_port": Port.API.value,
        "edge_web_port": Port.WEB.value,
        "edge_http_port": PublicPort.HTTP.value,
        "edge_https_port": PublicPort.HTTPS.value,
    }


def _authority(environment: Environment) -> dict[str, str]:
    """Rehearsal's certificates may be of minutes, and are looked at that often."""
    if environment.provider is Provider.DOCKER:
        return {
            "edge_acme_directory": pebble.directory(environment),
            "edge_acme_root": str(pebble.root_file(environment)),
            "edge_renew_interval": "10s",
        }
    return {"edge_acme_directory": _LETS_ENCRYPT, "edge_acme_root": "", "edge_renew_interval": "10m"}
