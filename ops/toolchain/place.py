"""Where the CLI that we build is kept: a folder per version, shared by all checkouts of a person."""

import os
from pathlib import Path

from ops import versions


def cache() -> Path:
    """Return the folder of all versions."""
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "webhook-monitor" / "toolchain"


def binaries() -> Path:
    """Return the folder that belongs on PATH: the CLI of the table's version, our stand-ins beside it."""
    return cache() / versions.PULUMI / "bin"


def cli() -> Path:
    """Return the CLI that we build, whether it is there or not."""
    return binaries() / "pulumi"
