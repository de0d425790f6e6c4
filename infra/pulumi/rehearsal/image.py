"""The image of a rehearsal host, built from docker/host on a Debian base."""

import io
import tarfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import docker
from docker.errors import ImageNotFound

from core.topology import Label, Owner
from infra.pulumi.rehearsal import base, engine
from ops.bootstrap import ROOT

_SOURCE = ROOT / "docker" / "host"
_CERTIFICATES = Path("/usr/local/share/ca-certificates")

Say = Callable[[str], object]


def name() -> str:
    """Return the image's name: its tag is a digest of what it is built from."""
    digest = sha256(base.NAME.encode())
    for path, content in _files():
        digest.update(path.encode() + b"\0" + content)
    return f"webhook-monitor/host:{digest.hexdigest()[:12]}"


def exists(client: docker.APIClient) -> bool:
    """Say whether the engine has it."""
    try:
        client.inspect_image(name())
    except ImageNotFound:
        return False
    return True


def ensure(say: Say) -> None:
    """Build it unless the engine has it; say: told what goes on. OpsError carries the build's own words."""
    client = engine.connect()
    if not exists(client):
        arguments = {"BASE": base.ensure(client, say)}
        say(f"building {name()}")
        labels = {Label.OWNER.value: Owner.REHEARSAL.value}
        engine.build(client, name(), _context(), buildargs=arguments, labels=labels)


def _context() -> io.BytesIO:
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        for path, content in _files():
            _add(archive, path, content)
        archive.addfile(_folder("certificates"))
    tar.seek(0)
    return tar


def _add(archive: tarfile.TarFile, path: str, content: bytes) -> None:
    entry = tarfile.TarInfo(path)
    entry.size, entry.mode = len(content), 0o644
    archive.addfile(entry, io.BytesIO(content))


def _folder(path: str) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(path)
    entry.type, entry.mode = tarfile.DIRTYPE, 0o755
    return entry


def _files() -> Iterator[tuple[str, bytes]]:
    for path in sorted(_SOURCE.iterdir()):
        yield path.name, path.read_bytes()
    for path in sorted(_CERTIFICATES.glob("*.crt")):
        yield f"certificates/{path.name}", path.read_bytes()
