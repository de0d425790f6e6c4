"""Locks requirements/*.in: exact versions with hashes, one version of a package in all groups.

Where ops/versions.py names a version, it is that one.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from ops import versions
from ops.bootstrap import ROOT
from ops.errors import OpsError
from ops.progress import step

_FOLDER = ROOT / "requirements"
_UV = [
    str(Path(sys.executable).with_name("uv")), "pip", "compile", "--quiet", "--universal",
    "--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate", "--python-version", "3.11",
]  # fmt: skip


def run() -> None:
    """Resolve all groups together, then each within what came out; OpsError carries uv's reason."""
    groups = sorted(_FOLDER.glob("*.in"))
    with tempfile.TemporaryDirectory() as folder:
        table, everything = Path(folder) / "table.txt", Path(folder) / "everything.txt"
        table.write_text(constraints())
        with step("resolve", f"{len(groups)} groups together"):
            _compile(groups, everything, "--constraint", str(table))
        for group in groups:
            with step("lock", group.with_suffix(".txt").name):
                _compile([group], group.with_suffix(".txt"), "--constraint", str(everything))


def constraints() -> str:
    """Return the versions of the table, as constraints of the packages."""
    return "".join(f"{name}=={version}\n" for name, version in versions.PYTHON_PACKAGES.items())


def _compile(sources: list[Path], target: Path, *options: str) -> None:
    argv = [*_UV, *options, "--output-file", str(target), *map(str, sources)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OpsError(f"uv: {done.stderr.strip()}")
