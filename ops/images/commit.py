"""A commit, of which images are built; what lies around in the work tree is never looked at."""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.bootstrap import ROOT
from ops.errors import OpsError, UsageError

TAG_DIGITS = 12
_URL = re.compile(r"(\w+://)(?:[^/@]*@)?(.+)|\w+@[^/]+:.+")


@dataclass(frozen=True)
class Commit:
    """A commit of a repository; id: all 40 digits."""

    root: Path
    id: str

    @property
    def tag(self) -> str:
        """The tag of its images."""
        return self.id[:TAG_DIGITS]

    @property
    def version(self) -> str:
        """What it calls itself."""
        return _git(self.root, "show", f"{self.id}:core/VERSION").decode().strip()

    def archive(self, paths: Sequence[str]) -> bytes:
        """Return these files and folders of it as a tar; OpsError when it lacks one."""
        return _git(self.root, "archive", "--format=tar", self.id, *paths)


def find(revision: str, root: Path = ROOT) -> Commit:
    """Return the commit that a revision names, in any of git's ways; UsageError when there is none."""
    argv = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"]
    try:
        return Commit(root, _git(root, *argv).decode().strip())
    except OpsError:
        raise UsageError(f"revision '{revision}' is no commit of {root}: `git log` lists them") from None


def source(root: Path = ROOT) -> str:
    """Return where the repository came from, without a password; empty when from no URL."""
    try:
        url = _git(root, "config", "--get", "remote.origin.url").decode().strip()
    except OpsError:
        return ""
    found = _URL.fullmatch(url)
    if found is None:
        return ""
    return f"{found[1]}{found[2]}" if found[1] else url


def _git(root: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        raise UsageError("no git here: install it (Debian: apt install git)") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip() or f"ended with {done.returncode}"
        raise OpsError(f"git {arguments[0]}: {said}")
    return done.stdout
