"""The commit that is released: HEAD, and nothing that is not in it."""

import subprocess
from dataclasses import dataclass

from ops.errors import UsageError
from ops.site import CHECKOUT


@dataclass(frozen=True)
class Commit:
    """A commit: its whole id; version: what core/VERSION says there."""

    id: str
    version: str


def head() -> Commit:
    """Return HEAD; UsageError where files differ from it: what is not committed cannot be released again."""
    found, changed = look()
    if changed:
        raise UsageError(
            f"what is released is what is committed, and {changed} is not: commit it, or stash it"
        )
    return found


def look() -> tuple[Commit, str]:
    """Return HEAD, and the names of some files that differ from it."""
    changed = _git("status", "--porcelain", "--untracked-files=normal").splitlines()
    named = ", ".join(line.strip().partition(" ")[2].strip() for line in changed[:5])
    return Commit(_git("rev-parse", "HEAD"), _git("show", "HEAD:core/VERSION")), named


def untagged(commit: Commit) -> str:
    """Return why a commit is not the one that its version's tag names; empty when it is."""
    tag = f"v{commit.version}"
    tagged = _tagged(tag)
    if not tagged:
        return (
            f"{tag} (core/VERSION) is no tag here: git fetch --tags; git tag {tag} && git push origin {tag}"
        )
    if tagged != commit.id:
        return f"{tag} (core/VERSION) is {tagged[:12]}, and not {commit.id[:12]}: raise core/VERSION"
    return ""


def commit_of(tag: str) -> str:
    """Return the id of the commit that a tag names; UsageError where there is no such tag."""
    if not (found := _tagged(tag)):
        raise UsageError(f"--to: '{tag}' is neither a release's number nor a tag of this repository")
    return found


def _tagged(tag: str) -> str:
    try:
        return _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"refs/tags/{tag}^{{commit}}")
    except UsageError:
        return ""


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UsageError(f"git {words[0]}: {done.stderr.strip()}")
    return done.stdout.strip()
