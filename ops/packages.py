"""Installs locked packages into a virtual environment with any pip that is there. Standard library only."""

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ops.errors import OpsError

_CAUSES = {
    r"No space left on device": "the disk is full: make room (about 500 MB) and run the same line again",
    r"DO NOT MATCH THE HASHES": "a package is not the one that was locked (its hash differs)",
    r"NewConnectionError|NameResolutionError|ConnectTimeout|ProxyError|Max retries exceeded|Read timed out":
        "no network: the package index cannot be reached; with it, run the same line again",
    r"Permission denied": "a folder cannot be written to",
}  # fmt: skip


class UntouchedError(OpsError):
    """The installation failed before it changed anything."""


def make_venv(folder: Path) -> None:
    """Make a virtual environment, in place of what is there. Without pip: Debian may lack python3-venv."""
    argv = [_base_python(), "-m", "venv", "--clear", "--without-pip", str(folder)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise OpsError(_cause(said) or f"{folder} cannot be made: {said.splitlines()[-1]}")


def install(venv: Path, files: Sequence[Path]) -> None:
    """Install all that the files list: wheels only, hashes checked. When pip fails, its words are shown."""
    chosen = [word for file in files for word in ("--requirement", str(file))]
    argv = [
        _python_with_pip(), "-m", "pip", "--python", str(venv / "bin" / "python"), "install", "--no-input",
        "--no-user", "--disable-pip-version-check", "--require-hashes", "--only-binary=:all:", *chosen,
    ]  # fmt: skip
    done = _run(argv)
    if done.returncode == 0:
        return
    kind = OpsError if "Installing collected packages" in done.stdout else UntouchedError
    raise kind(_cause(done.stdout) or f"{done.stdout}\npip failed: its own words are above")


def download(file: Path, folder: Path, platform: str) -> None:
    """Fetch the wheels that a file lists, for a machine that need not be this one; hashes checked."""
    done = _run([
        _python_with_pip(), "-m", "pip", "download", "--no-input", "--disable-pip-version-check", "--no-deps",
        "--require-hashes", "--only-binary=:all:", "--platform", platform, "--dest", str(folder),
        "--requirement", str(file),
    ])  # fmt: skip
    if done.returncode:
        raise UntouchedError(_cause(done.stdout) or f"{done.stdout}\npip failed: its own words are above")


def _run(argv: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def _cause(output: str) -> str:
    return next((cause for pattern, cause in _CAUSES.items() if re.search(pattern, output)), "")


def _base_python() -> str:
    return str(getattr(sys, "_base_executable", sys.executable))


def _python_with_pip() -> str:
    candidates = (sys.executable, _base_python(), shutil.which("python3"))
    for python in filter(None, candidates):
        if subprocess.run([python, "-c", "import pip"], capture_output=True, check=False).returncode == 0:
            return python
    raise OpsError("pip is missing: install it (Debian: apt install python3-pip) and run the same line again")
