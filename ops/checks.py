"""What `invoke test` and `invoke lint` run."""

import os
import subprocess
import sys
from pathlib import Path

from infra.pulumi.rehearsal import engine
from ops import render
from ops.bootstrap import ROOT
from ops.errors import OpsError, UsageError
from ops.progress import step
from ops.toolchain import choice

_BINARIES = Path(sys.executable).parent
_PROGRAMS = {
    "style": ["ruff", "check"],
    "format": ["ruff", "format", "--check"],
    "types": ["mypy"],
    "imports": ["lint-imports"],
    "yaml": ["yamllint", "--strict", "."],
    "ansible": ["ansible-lint", "--strict", "-q", "ansible/playbooks/site.yml"],
    "dockerfiles": ["hadolint", *map(str, sorted((ROOT / "docker").glob("*/Dockerfile")))],
    "compose": ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker/compose.yaml"],
    "ci": [
        "check-jsonschema", "--builtin-schema", "vendor.github-workflows",
        *map(str, sorted((ROOT / ".github" / "workflows").glob("*.yml"))),
    ],
    "workflows": ["zizmor", "--offline", "--no-progress", ".github"],
}  # fmt: skip

_ENVIRON = {
    "ANSIBLE_CONFIG": str(ROOT / "ansible" / "ansible.cfg"),
    "PATH": f"{_BINARIES}{os.pathsep}{os.environ['PATH']}",  # where ansible-lint finds Ansible
}

_REHEARSALS = ROOT / "tests" / "rehearsal"
_HOSTLESS = {"images", "pages"}
"""Rehearsals that make no host, and so need no Pulumi."""
_ENGINELESS = {"pages"}
"""Rehearsals that need no container engine."""


def test(keyword: str) -> None:
    """Run the tests that match, all when it is empty, but for rehearsals; OpsError when one fails."""
    chosen = ["-k", keyword] if keyword else []
    # A process a core, each with engines of its own: most tests wait for something.
    pytest = [sys.executable, "-m", "pytest", "--numprocesses=auto", "--maxprocesses=4"]
    # In the order of the tree, so that the long rehearsals of ops begin first.
    pytest += ["--dist=loadfile", "--no-loadscope-reorder"]
    _run([*pytest, f"--ignore={_REHEARSALS}", *chosen])


def rehearse(only: str, short: bool = False) -> None:
    """Run the rehearsals on this machine's engine, or one group; UsageError without engine or Pulumi.

    short: what is rehearsed many times is rehearsed a few times, and what is long not at all, as CI does.
    """
    groups = sorted(folder.name for folder in _REHEARSALS.iterdir() if (folder / "conftest.py").exists())
    if only and only not in groups:
        raise UsageError(f"--only: no rehearsal '{only}'; choose from {', '.join(groups)}")
    if only not in _ENGINELESS:
        engine.connect().close()
    if only not in _HOSTLESS:
        choice.engine()
    telling = ["--verbose", "-rP", "--log-level=INFO", "--durations=10"]
    chosen = ["-m", "not long"] if short else []
    pytest = [sys.executable, "-m", "pytest", *telling, *chosen, str(_REHEARSALS / only)]
    _run(pytest, WEBHOOK_MONITOR_REHEARSAL="short" if short else "full")


def _run(pytest: list[str], **environ: str) -> None:
    done = subprocess.run(pytest, cwd=ROOT, env=os.environ | environ, check=False)
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
            [str(_BINARIES / argv[0]), *argv[1:]],
            cwd=ROOT, env=os.environ | _ENVIRON, capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        print(done.stdout + done.stderr)
    return done.returncode == 0
