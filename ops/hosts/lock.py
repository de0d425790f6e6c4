"""The lock that Pulumi's local backend leaves when a run is killed."""

import json
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from pulumi import automation

from ops.site import STATE


@dataclass(frozen=True)
class Lock:
    """Who holds a stack: a process on a machine, since when."""

    pid: int
    user: str
    machine: str
    since: str

    @property
    def is_stale(self) -> bool:
        """Whether its holder is known to be gone: it ran here, and is no Pulumi now."""
        if self.machine != socket.gethostname():
            return False
        try:
            program, *_ = Path(f"/proc/{self.pid}/cmdline").read_text().split("\0")
        except OSError:
            return True
        return "pulumi" not in Path(program).name

    def __str__(self) -> str:
        return f"{self.user}@{self.machine} (pid {self.pid}) since {self.since}"


def held(stack: automation.Stack) -> list[Lock]:
    """Return the locks on a stack; none where the backend is no folder: Pulumi itself refuses then."""
    if os.environ.get("PULUMI_BACKEND_URL"):
        return []
    folder = STATE / ".pulumi" / "locks" / "organization" / "hosts" / stack.name
    return [_read(file) for file in sorted(folder.glob("*.json"))]


def _read(file: Path) -> Lock:
    """Return a lock; one that cannot be read, as a full disk leaves it, is nobody's and stale."""
    try:
        content = json.loads(file.read_text())
    except ValueError:
        return Lock(0, "nobody", socket.gethostname(), "an unknown time")
    return Lock(content["pid"], content["username"], content["hostname"], content["timestamp"].split(".")[0])
