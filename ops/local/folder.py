"""The data folder of one copy: marked as ours, locked while it runs, deleted only when marked."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ops.errors import OpsError

_MARKER = "made-by-invoke-up"
_LOCK = "lock"


class BusyError(OpsError):
    """Another process works on the folder."""


@dataclass(frozen=True)
class DataFolder:
    """Where a copy keeps its data, keys, ports and logs."""

    path: Path

    def is_marked(self) -> bool:
        """Tell whether `invoke up` made it."""
        return (self.path / _MARKER).is_file()

    def claim(self) -> None:
        """Make it and mark it; a folder that holds other things is refused."""
        if not self.is_marked():
            if self.path.exists() and (not self.path.is_dir() or any(self.path.iterdir())):
                raise OpsError(
                    f"{self.path}: not made by invoke up and not empty; name another folder with --data"
                )
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self.path / _MARKER).touch(0o600)
        self.path.chmod(0o700)
        for name in ("logs", "run"):
            (self.path / name).mkdir(mode=0o700, exist_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold it alone; the kernel lets go when we are killed. BusyError when another holds it."""
        with open(os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BusyError(
                    f"{self.path}: already runs; type invoke down --data {self.path} to end it"
                ) from None
            yield

    def wipe(self) -> None:
        """Delete all that is in it but the mark and the lock, which its holder keeps."""
        for entry in self.path.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            elif entry.name not in (_MARKER, _LOCK):
                entry.unlink()
        self.claim()
