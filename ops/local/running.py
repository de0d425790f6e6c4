"""What of a copy runs now: recorded, so that a later `up`, `down` or the guard can end what was left."""

import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ops.errors import OpsError
from ops.local import identity, stored

_FILE = "running.json"
_END_SECONDS = 20


class NothingRunsError(OpsError):
    """No copy runs in a folder, or it is not ready yet."""


@dataclass(frozen=True)
class Started:
    """A process, by its id and its start time in clock ticks since boot."""

    pid: int
    started: int

    @staticmethod
    def of(pid: int) -> "Started":
        """Return who has the pid now."""
        return Started(pid, identity.start_time(pid) or 0)

    def is_alive(self) -> bool:
        """Tell whether that very process still runs."""
        return identity.start_time(self.pid) == self.started


@dataclass
class Running:
    """One run of a copy. `place` and `boot` keep a copied folder or a reboot from pointing at strangers."""

    supervisor: Started
    place: str
    boot: str
    children: dict[str, Started] = field(default_factory=dict)
    api_url: str = ""
    web_url: str = ""
    api_key: str = ""
    ready: bool = False


def begin(folder: Path, pid: int) -> Running:
    """Return the record of a run that `pid` supervises."""
    return Running(Started.of(pid), _place(folder), identity.boot())


def save(folder: Path, running: Running) -> None:
    """Write it down."""
    stored.write(folder / _FILE, asdict(running))


def load(folder: Path) -> Running | None:
    """Return the recorded run; None when there is none here since the machine started."""
    found = stored.read(folder / _FILE)
    if not found or found["place"] != _place(folder) or found["boot"] != identity.boot():
        return None
    found["supervisor"] = Started(**found["supervisor"])
    found["children"] = {name: Started(**child) for name, child in found["children"].items()}
    return Running(**found)


def need(folder: Path) -> Running:
    """Return the run that is ready in a folder; NothingRunsError when none is."""
    running = load(folder)
    if running is None or not running.ready or not running.supervisor.is_alive():
        raise NothingRunsError(f"{folder}: nothing runs here; start it with invoke up")
    return running


def forget(folder: Path) -> None:
    """Say that nothing runs."""
    (folder / _FILE).unlink(missing_ok=True)


def end_leftovers(folder: Path) -> list[str]:
    """Kill what a dead supervisor left, and return the names; OpsError when something does not go."""
    running = load(folder)
    children: dict[str, Any] = running.children if running else {}
    others = {name: child for name, child in children.items() if child.pid != os.getpid()}
    left = {name: pids for name, child in others.items() if (pids := _session(child))}
    for pids in left.values():
        identity.kill(pids)
    for name in left:
        child = children[name]
        if not identity.wait_gone(child.pid, child.started, _END_SECONDS):
            raise OpsError(
                f"{name} of an earlier run (process {child.pid}) does not end: kill -9 {child.pid}"
            )
    return list(left)


def _session(child: Started) -> list[int]:
    return identity.session(child.pid, child.started)


def _place(folder: Path) -> str:
    found = folder.stat()
    return f"{found.st_dev}:{found.st_ino}"
