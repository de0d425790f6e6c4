"""`invoke down`: ends one running copy."""

import os
import signal
import time
from pathlib import Path

from ops.errors import OpsError
from ops.local import identity, running
from ops.local.folder import BusyError, DataFolder
from ops.progress import step

_PATIENCE_SECONDS = 90


def run(path: Path) -> None:
    """End the copy in a folder, and return when nothing of it is left. That nothing runs is no error."""
    folder = DataFolder(path)
    if not folder.is_marked():
        print(f"nothing runs in {path}")
        return
    try:
        found = _end(folder)
    except PermissionError as problem:
        raise OpsError(f"{path}: belongs to another user: {problem.strerror}") from None
    print("everything has ended" if found else f"nothing runs in {path}")


def _end(folder: DataFolder) -> bool:
    left = _clear(folder)
    if left is not None:
        return bool(left)
    with step("ending", str(folder.path)):
        _ask_until_clear(folder)
    return True


def _clear(folder: DataFolder) -> list[str] | None:
    """End what a killed supervisor left, and return the names; None while a supervisor holds the folder."""
    try:
        with folder.locked():
            left = running.end_leftovers(folder.path)
            running.forget(folder.path)
            return left
    except BusyError:
        return None


def _ask_until_clear(folder: DataFolder) -> None:
    asked: set[running.Started] = set()
    end = time.monotonic() + _PATIENCE_SECONDS
    while _clear(folder) is None or any(supervisor.is_alive() for supervisor in asked):
        record = running.load(folder.path)
        if record and record.supervisor.is_alive() and record.supervisor not in asked:
            os.kill(record.supervisor.pid, signal.SIGTERM)
            asked.add(record.supervisor)
        if record and time.monotonic() > end:
            identity.kill([record.supervisor.pid])
        time.sleep(0.05)
