"""The image of Pebble: a rehearsal host's, with Debian's package."""

import io
import tarfile
from hashlib import sha256

import docker
from docker.errors import ImageNotFound

from core.topology import Label, Owner
from infra.pulumi.rehearsal import engine, image
from ops.bootstrap import ROOT

_SOURCE = ROOT / "docker" / "pebble"


def ensure(client: docker.APIClient) -> str:
    """Build it unless the engine has it; return its name. OpsError carries the build's own words."""
    name = _name()
    try:
        client.inspect_image(name)
    except ImageNotFound:
        _build(client, name)
    return name


def _name() -> str:
    digest = sha256(image.name().encode())
    for path in sorted(_SOURCE.iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return f"webhook-monitor/pebble:{digest.hexdigest()[:12]}"


def _build(client: docker.APIClient, name: str) -> None:
    labels = {Label.OWNER.value: Owner.REHEARSAL.value}
    engine.build(client, name, _context(), buildargs={"BASE": image.name()}, labels=labels)


def _context() -> io.BytesIO:
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        archive.add(_SOURCE, arcname="")
    tar.seek(0)
    return tar
