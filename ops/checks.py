"""What `invoke test` and `invoke lint` run."""

import subprocess
import sys
from pathlib import Path

from ops import render
from ops.bootstrap import ROOT
from ops.errors import OpsError
from ops.progress import step

_BINARIES = Path(sys.executable).parent
_PROGRAMS = {
    "style": ["ruff", "check"],
    "format": ["ruff", "format", "--check"],
    "types": ["mypy"],
    "imports": ["lint-imports"],
    "yaml": ["yamllint", "--strict", "."],
    "workflows": ["zizmor", "--offline", "--no-progress", ".github"],
}


def test(keyword: str) -> None:
    """Run the tests that match, all when it is empty; OpsError when one fails."""
    chosen = ["-k", keyword] if keyword else []
    # A process a core, each with engines of its own: most tests wait for something.
    pytest = [sys.executable, "-m", "pytest", "--numprocesses=auto", "--maxprocesses=4"]
    # In the order of the tree, so that the long rehearsals of ops begin first.
    pytest += ["--dist=loadfile", "--no-loadscope-reorder"]
    done = subprocess.run([*pytest, *chosen], cwd=ROOT, check=False)
    if done.returncode:
        raise OpsError(f"pytest ended with exit code {done.returncode}")


def lint() -> None:
    """Run every check, to the end; OpsError names those that failed."""
    migrations = sorted(str(path) for path in (ROOT / "service/migrations/versions").glob("*.sql"))
    programs = _PROGRAMS | {"migrations": ["squawk", *migrations]}
    failed = [name for name, argv in programs.items() if not _passes(name, argv)]
    try:
        with step("rendered"):
            render.check()
    except OpsError as problem:
        print(problem)
        failed.append("rendered")
    if failed:
        raise OpsError(f"failed: {', '.join(failed)}")


def _passes(name: str, argv: list[str]) -> bool:
    with step(name, argv[0]):
        done = subprocess.run(
            [str(_BINARIES / argv[0]), *argv[1:]], cwd=ROOT, capture_output=True, text=True, check=False
        )
    if done.returncode:
        print(done.stdout + done.stderr)
    return done.returncode == 0
