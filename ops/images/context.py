"""What a build is given: files of a commit, each app's own in a tree of its own, and certificates.

Times, owners and rights are the same in every build, so that the same files make the same layer.
"""

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

from core.topology import App

CERTIFICATES = Path("/usr/local/share/ca-certificates")
"""Where Debian keeps those of a network that re-signs TLS."""

FOLDERS = {App.API: "service", App.WORKER: "worker", App.WEB: "web"}
"""The folder of each app, which is in its image beside core/."""

_RECIPE = "docker/app"
_LOCKS = [f"requirements/{app}.txt" for app in App]
PATHS = [_RECIPE, *_LOCKS, "core", *FOLDERS.values()]
"""What of a commit is needed."""


def make(archive: bytes) -> bytes:
    """Return the context that docker/app/Dockerfile wants, from a tar of PATHS; the same for the same."""
    packed = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(archive)) as commit,
        tarfile.open(fileobj=packed, mode="w") as context,
    ):
        for app in App:
            context.addfile(_settled(tarfile.TarInfo(f"{app}/app"), tarfile.DIRTYPE))
        for entry in commit:
            for place in _places(entry.name):
                _add(context, commit, entry, place)
    return packed.getvalue()


def with_certificates(context: bytes, folder: Path = CERTIFICATES) -> io.BytesIO:
    """Return it with this machine's certificates, of which there may be none."""
    packed = io.BytesIO(context)
    with tarfile.open(fileobj=packed, mode="a") as tar:
        tar.addfile(_settled(tarfile.TarInfo("certificates"), tarfile.DIRTYPE))
        for path in sorted(folder.glob("*.crt")):
            entry = _settled(tarfile.TarInfo(f"certificates/{path.name}"), tarfile.REGTYPE)
            entry.size = path.stat().st_size
            tar.addfile(entry, io.BytesIO(path.read_bytes()))
    packed.seek(0)
    return packed


def _places(name: str) -> Iterator[str]:
    """Yield where a file of the commit goes: core/ to every app."""
    top = name.partition("/")[0]
    if name in _LOCKS:
        yield name
    elif name.startswith(f"{_RECIPE}/"):
        yield name.removeprefix(f"{_RECIPE}/")
    yield from (f"{app}/app/{name}" for app, folder in FOLDERS.items() if top in ("core", folder))


def _add(context: tarfile.TarFile, commit: tarfile.TarFile, entry: tarfile.TarInfo, place: str) -> None:
    mine = _settled(tarfile.TarInfo(place), entry.type)
    mine.size, mine.linkname = entry.size, entry.linkname
    context.addfile(mine, commit.extractfile(entry) if entry.isreg() else None)


def _settled(entry: tarfile.TarInfo, kind: bytes) -> tarfile.TarInfo:
    """Give an entry what is the same in every build: time 0, root's, and rights by its kind alone."""
    entry.type = kind
    entry.mode = 0o755 if kind == tarfile.DIRTYPE else 0o644
    return entry
