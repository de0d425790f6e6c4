"""Files that carry our header though nothing renders them any more."""

import subprocess
from collections.abc import Collection
from pathlib import Path

from ops.render import header


def find(root: Path, rendered: Collection[str]) -> list[str]:
    """Return those that git tracks, sorted: one that a person copied aside is theirs."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False)
    tracked = done.stdout.split("\0") if done.returncode == 0 else []
    return sorted(name for name in tracked if name and name not in rendered and _is_ours(root / name))


def _is_ours(path: Path) -> bool:
    try:
        return header.stands_in(path.read_text())
    except (OSError, UnicodeDecodeError):
        return False
