"""PostgreSQL refuses root, and users without a name: how it runs for them."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ops.errors import OpsError

_NOBODY = 65534  # the one user, besides root, that has a name everywhere
# Last in each way, because the kernel forgets the parent-death signal when credentials change.
_DIE_WITH_PARENT = ("--pdeathsig", "KILL")


@dataclass(frozen=True)
class Way:
    """How to run a program unprivileged: what to type before it, and who owns its files."""

    prefix: tuple[str, ...]
    owner: int

    def works(self) -> bool:
        """Tell whether this machine allows it; containers and chroots often forbid user namespaces."""
        try:
            return subprocess.run([*self.prefix, "true"], capture_output=True, check=False).returncode == 0
        except FileNotFoundError:
            return False


ORDINARY = Way((), os.geteuid())
NAMESPACE = Way(
    ("unshare", "--user", f"--map-user={_NOBODY}", f"--map-group={_NOBODY}", "--",
     "setpriv", *_DIE_WITH_PARENT, "--"),
    os.geteuid(),
)  # fmt: skip
# With the capability it reaches binaries and data below folders that only root may enter.
NOBODY = Way(
    ("setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups", "--inh-caps=+dac_override",
     "--ambient-caps=+dac_override", "--", "setpriv", *_DIE_WITH_PARENT, "--"),
    _NOBODY,
)  # fmt: skip


@cache
def way() -> Way:
    """Return the way that works here; OpsError when there is none."""
    for candidate in _ways():
        if candidate.works():
            return candidate
    raise OpsError(
        "PostgreSQL runs neither as root nor as a user without a name, and this machine forbids the ways "
        f"around it (a user namespace, user {_NOBODY}): run invoke as an ordinary user, or set DATABASE_URL"
    )


def _ways() -> tuple[Way, ...]:
    if os.geteuid() == 0:
        return NAMESPACE, NOBODY
    return (ORDINARY,) if _has_name(os.geteuid()) else (NAMESPACE,)


def _has_name(user: int) -> bool:
    try:
        return bool(pwd.getpwuid(user))
    except KeyError:
        return False


def give(folder: Path) -> None:
    """Make all of a folder belong to whom `way` runs as."""
    owner = way().owner
    if folder.stat().st_uid == owner:
        return
    for path in (*folder.rglob("*"), folder):
        os.chown(path, owner, owner, follow_symlinks=False)
