"""What must hold before Pulumi is called: seen here, it is one sentence and nothing is touched."""

import os
import shutil
from ipaddress import IPv4Network

import docker
import yaml

from core.topology import Label
from infra.pulumi.components import addresses
from infra.pulumi.rehearsal import checkout, engine
from ops.environment import Environment, Provider
from ops.errors import UsageError
from ops.hosts.places import PROJECT
from ops.site import STATE

VARIABLE = "HCLOUD_TOKEN"
TOKEN_LENGTH = 64
SPACE_MB = 100


def check(environment: Environment) -> None:
    """Raise UsageError when the environment's hosts cannot be made from here."""
    _refuse_config(environment.name)
    _check_space()
    if environment.provider is Provider.LOCAL:
        raise UsageError(f"{environment.name} has no hosts: it runs on this machine; type: invoke up")
    if environment.provider is Provider.DOCKER:
        _check_networks(environment, engine.connect())
    if environment.provider is Provider.HETZNER:
        _check_token(environment.name)


def _check_token(name: str) -> None:
    token = os.environ.get(VARIABLE, "").strip()
    if len(token) != TOKEN_LENGTH:
        wrong = f"is no token of Hetzner's, which has {TOKEN_LENGTH} characters" if token else "required"
        raise UsageError(
            f"{VARIABLE}: {wrong}: {name} wants one, with read and write, of a Hetzner project that is "
            f"{name}'s alone; set it in your shell, never in a file"
        )


def _check_space() -> None:
    """Refuse a nearly full disk, on which Pulumi breaks its state and the copy of it alike."""
    free = shutil.disk_usage(STATE).free // 1_000_000
    if free < SPACE_MB:
        raise UsageError(f"{STATE}: {free} MB free, needed are {SPACE_MB} for Pulumi's state: make room")


def _refuse_config(name: str) -> None:
    """Refuse settings of the stack before Pulumi reads them: it writes them into its history, tokens too."""
    path = PROJECT / f"Pulumi.{name}.yaml"
    settings = (yaml.safe_load(path.read_text()) or {}) if path.exists() else {}
    if keys := sorted(settings.get("config") or {}):
        raise UsageError(
            f"infra/pulumi/hosts/{path.name}: config {', '.join(keys)}: nothing is set there: an environment "
            f"is described in environments/{name}.toml, and a provider's token is given by {VARIABLE}, for "
            "Pulumi records its config; remove what is below `config:`, and replace a token that stood there"
        )


def _check_networks(environment: Environment, client: docker.APIClient) -> None:
    """Refuse ranges that somebody else's networks have: two checkouts, or two environments."""
    mine = checkout.identifier()
    wanted = (environment.network, addresses.public_network(environment.network))
    for network in client.networks():
        ranges = [
            IPv4Network(each["Subnet"], strict=False) for each in _pools(network) if ":" not in each["Subnet"]
        ]
        overlap = [each for each in wanted if any(each.overlaps(theirs) for theirs in ranges)]
        if overlap and not _is_ours(network["Labels"] or {}, mine, environment.name):
            raise UsageError(
                f"environments/{environment.name}.toml: network: {overlap[0]} is in use on this engine by "
                f"{network['Name']}, which is not this checkout's: destroy that where it was made, or "
                "describe another range"
            )


def _pools(network: dict) -> list[dict]:  # type: ignore[type-arg] # as the engine's API gives it
    return [pool for pool in network["IPAM"]["Config"] or [] if "Subnet" in pool]


def _is_ours(labels: dict[str, str], identifier: str, environment: str) -> bool:
    return labels.get(Label.CHECKOUT) == identifier and labels.get(Label.ENVIRONMENT) == environment
