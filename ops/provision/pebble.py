"""Pebble, rehearsal's certificate authority: a container on the network that plays the internet."""

import io
import json
import tarfile
from collections.abc import Mapping
from hashlib import sha256
from ipaddress import IPv4Address
from pathlib import Path

import docker
from docker.errors import NotFound

from core.topology import AuthorityPort, Label, Owner, PublicPort
from infra.pulumi.components import addresses
from infra.pulumi.components.identity import Identity
from infra.pulumi.rehearsal import checkout
from ops.environment import Environment
from ops.provision import pebble_image
from ops.provision.self_signed import certificate
from ops.site import STATE

NUMBER = 9
"""Its place in the network: below those of hosts."""

QUARTER = 90 * 24 * 3600
"""How many seconds Let's Encrypt's certificates are good for."""

_SETTINGS = "settings"


def address(environment: Environment) -> IPv4Address:
    """Return where it is."""
    return addresses.public_network(environment.network)[NUMBER]


def network(environment: Environment) -> str:
    """Return the Docker network on which it is, and the world's side of the hosts."""
    return _identity(environment).name("public")


def directory(environment: Environment) -> str:
    """Return where it is asked for certificates."""
    return f"https://{address(environment)}:{AuthorityPort.ACME}/dir"


def root_file(environment: Environment) -> Path:
    """Return the file of what its directory's own certificate is trusted by; `ensure` makes it."""
    return STATE / environment.name / "acme.pem"


def ensure(client: docker.APIClient, environment: Environment, edge: str, validity: int = QUARTER) -> None:
    """Run it; edge: the address that every name has; validity: of its certificates, in seconds.

    One that runs with other settings is replaced, and a new one has new roots.
    """
    image = pebble_image.ensure(client)
    files = _files(environment, validity)
    settings = sha256(repr((image, edge, files)).encode()).hexdigest()
    if _runs(client, environment, settings):
        return
    remove(client, environment)
    container = client.create_container(
        image,
        name=_identity(environment).name("acme"),
        hostname="acme",
        environment={"EDGE": edge, "PEBBLE_VA_NOSLEEP": "1"},
        labels={**_labels(environment), _SETTINGS: settings},
        host_config=client.create_host_config(restart_policy={"Name": "unless-stopped"}),
        networking_config=_place(client, environment),
    )
    client.put_archive(container, "/etc", _archive(files))
    client.start(container)


def remove(client: docker.APIClient, environment: Environment) -> None:
    """Remove it, if it is there: its network goes only without it."""
    try:
        client.remove_container(_identity(environment).name("acme"), force=True)
    except NotFound:
        return


def _runs(client: docker.APIClient, environment: Environment, settings: str) -> bool:
    try:
        found = client.inspect_container(_identity(environment).name("acme"))
    except NotFound:
        return False
    return bool(found["State"]["Running"]) and found["Config"]["Labels"].get(_SETTINGS) == settings


def _identity(environment: Environment) -> Identity:
    return Identity(environment.name, checkout.identifier(STATE))


def _labels(environment: Environment) -> dict[str, str]:
    return _identity(environment).labels() | {Label.OWNER.value: Owner.REHEARSAL.value}


def _place(client: docker.APIClient, environment: Environment) -> dict[str, object]:
    endpoint = client.create_endpoint_config(ipv4_address=str(address(environment)))
    place: dict[str, object] = client.create_networking_config({network(environment): endpoint})
    return place


def _files(environment: Environment, validity: int) -> Mapping[str, str]:
    certified, key = certificate(root_file(environment), address(environment))
    config = {
        "listenAddress": f"0.0.0.0:{AuthorityPort.ACME}",
        "managementListenAddress": f"0.0.0.0:{AuthorityPort.MANAGEMENT}",
        "certificate": "/etc/pebble/certificate.pem",
        "privateKey": "/etc/pebble/key.pem",
        "httpPort": PublicPort.HTTP.value,
        "tlsPort": PublicPort.HTTPS.value,
        "ocspResponderURL": "",
        "certificateValidityPeriod": validity,
    }
    return {
        "pebble.json": json.dumps({"pebble": config}),
        "certificate.pem": certified,
        "key.pem": key,
    }


def _archive(files: Mapping[str, str]) -> bytes:
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(f"pebble/{name}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return tar.getvalue()
