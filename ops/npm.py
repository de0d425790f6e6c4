"""npm packages that a test uses: fetched by npm, held to their hash, kept unpacked for all checkouts."""

import shutil
import subprocess
import tarfile
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha512
from pathlib import Path
from tempfile import TemporaryDirectory

from ops.errors import OpsError
from ops.toolchain.place import cache

NPM_SECONDS = 120


class NpmMissingError(OpsError):
    """There is no npm, or none that reaches its registry."""


@dataclass(frozen=True)
class Package:
    """One version of a package; integrity: what `npm view <name>@<version> dist.integrity` prints."""

    name: str
    version: str
    integrity: str


def unpacked(package: Package) -> Path:
    """Return the folder of the package's files, fetched when it is not there yet."""
    folder = cache().parent / "npm" / f"{package.name}-{package.version}"
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent) as place:
            _fetch(package, Path(place)).replace(folder)
    return folder


def _fetch(package: Package, place: Path) -> Path:
    wanted = f"{package.name}@{package.version}"
    _pack(wanted, place)
    (archive,) = place.glob("*.tgz")
    found = f"sha512-{b64encode(sha512(archive.read_bytes()).digest()).decode()}"
    if found != package.integrity:
        raise OpsError(
            f"{wanted} is not the one that is named: its hash is {found}, not {package.integrity}; "
            f"is it new? then compare with: npm view {wanted} dist.integrity"
        )
    with tarfile.open(archive) as files:
        files.extractall(place, filter="data")
    return place / "package"


def _pack(wanted: str, place: Path) -> None:
    program = shutil.which("npm")
    if program is None:
        raise NpmMissingError(f"no npm on PATH to fetch {wanted}: install Node.js")
    argv = [program, "pack", wanted, "--ignore-scripts", "--silent", "--pack-destination", str(place)]
    try:
        done = subprocess.run(
            argv, cwd=place, capture_output=True, text=True, check=False, timeout=NPM_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise NpmMissingError(f"npm did not fetch {wanted} within {NPM_SECONDS} s") from None
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise NpmMissingError(f"npm does not fetch {wanted}: {said[-1] if said else 'it says nothing'}")
