"""PostgreSQL refuses to run as root: how root runs it as somebody else."""

import os
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ops.errors import OpsError

_NOBODY = 65534
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


ORDINARY = Way((), -1)
NAMESPACE = Way(
    ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--", "setpriv", *_DIE_WITH_PARENT, "--"), 0
)
# With the capability it reaches binaries and data below folders that only root may enter.
NOBODY = Way(
    ("setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups", "--inh-caps=+dac_override",
     "--ambient-caps=+dac_override", "--", "setpriv", *_DIE_WITH_PARENT, "--"),
    _NOBODY,
)  # fmt: skip


@cache
def way() -> Way:
    """Return the way that works here; OpsError when root has none."""
    if os.geteuid() != 0:
        return ORDINARY
    for candidate in (NAMESPACE, NOBODY):
        if candidate.works():
            return candidate
    raise OpsError(
        "PostgreSQL does not run as root, and this machine refuses root both a user namespace and "
        f"user {_NOBODY}: run invoke as an ordinary user, or set DATABASE_URL"
    )


def give(folder: Path) -> None:
    """Make all of a folder belong to whom `way` runs as."""
    owner = way().owner
    if owner == -1 or folder.stat().st_uid == owner:
        return
    for path in (*folder.rglob("*"), folder):
        os.chown(path, owner, owner, follow_symlinks=False)
