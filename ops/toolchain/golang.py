"""The Go that builds Pulumi: found, new enough, and what it says when it fails."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from ops.bootstrap import ROOT
from ops.errors import OpsError, UsageError
from ops.toolchain import maker

MODULE = ROOT / "infra" / "pulumi" / "toolchain"
_CAUSES = {
    r"no space left on device|disk quota exceeded": "the disk is full",
    r"checksum mismatch|SECURITY ERROR|missing go\.sum entry":
        f"a module is not the one that {MODULE.relative_to(ROOT)}/go.sum names",
    r"dial tcp|no such host|proxyconnect|timeout|TLS|x509|connection re|reading https|module lookup disabled":
        "no network: the Go modules cannot be reached",
    r"permission denied|read-only file system": "a folder cannot be written to",
}  # fmt: skip


def find() -> str:
    """Return the path of a Go that is new enough for the module; UsageError says what is needed."""
    needed = _needed()
    program = shutil.which("go")
    found = _version(program) if program else "none"
    if program is None or _numbers(found) < _numbers(needed):
        raise UsageError(
            f"Go {needed} or newer is needed to build Pulumi, here is {found}: install it "
            f"(https://go.dev/dl), or install Pulumi from its maker ({maker.INSTALL})"
        )
    return program


def environ() -> Mapping[str, str]:
    """Return the environment of a call. An older Go may fetch the one that is needed, unless told not to."""
    return {"GOTOOLCHAIN": "auto"} | os.environ | {"CGO_ENABLED": "0"}


def caches(program: str) -> list[Path]:
    """Return the folders in which Go keeps what it downloads and compiles."""
    said = _ask(program, "env", "GOMODCACHE", "GOCACHE")
    return [Path(line) for line in said.splitlines() if line]


def failure(said: str) -> OpsError:
    """Return the error for what Go printed: one sentence when the cause is known, else its last words."""
    for pattern, cause in _CAUSES.items():
        if re.search(pattern, said):
            return UsageError(f"Pulumi is not built: {cause}; then type: invoke toolchain")
    return OpsError("Pulumi is not built; Go says:\n" + "\n".join(said.strip().splitlines()[-5:]))


def _needed() -> str:
    found = re.search(r"^go (\S+)$", (MODULE / "go.mod").read_text(), re.MULTILINE)
    assert found
    return found[1]


def _version(program: str) -> str:
    """Return the version that would build the module; the installed one's when Go may not fetch another."""
    said = _ask(program, "env", "GOVERSION") or _ask(program, "env", "GOVERSION", GOTOOLCHAIN="local")
    return said.strip().removeprefix("go") or "one that does not run"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))[:3]


def _ask(program: str, *words: str, **more: str) -> str:
    done = subprocess.run(
        [program, *words], cwd=MODULE, env={**environ(), **more}, capture_output=True, text=True, check=False
    )
    return done.stdout if done.returncode == 0 else ""
