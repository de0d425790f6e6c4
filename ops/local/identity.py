"""Which process is which: a pid alone may by now belong to a stranger."""

import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

_PROC = Path("/proc")
_PARENT, _SESSION, _START = 1, 3, 19  # fields of /proc/PID/stat, counted from the state
_DEAD = "ZX"


def boot() -> str:
    """Return the id of this boot of the machine; start times are counted from it."""
    return (_PROC / "sys/kernel/random/boot_id").read_text().strip()


def start_time(pid: int) -> int | None:
    """Return when a process started, in clock ticks since boot; None when it has ended."""
    fields = _fields(pid)
    return int(fields[_START]) if fields and fields[0] not in _DEAD else None


def session(leader: int, started: int) -> list[int]:
    """Return the living processes of the session that a process, started at that tick, began."""
    now = start_time(leader)
    if now not in (None, started):
        return []
    return [pid for pid in _all() if (found := _fields(pid)) and found[0] not in _DEAD
            and int(found[_SESSION]) == leader]  # fmt: skip


def children() -> list[int]:
    """Return our own children, those included that we inherited, dead ones too."""
    me = os.getpid()
    return [pid for pid in _all() if (found := _fields(pid)) and int(found[_PARENT]) == me]


def kill(pids: Iterable[int]) -> None:
    """Kill processes; one that has just ended is no error."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def wait_gone(leader: int, started: int, seconds: float) -> bool:
    """Wait until a session is empty; False when it is not."""
    end = time.monotonic() + seconds
    while session(leader, started):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def _all() -> list[int]:
    return [int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit()]


def _fields(pid: int) -> list[str]:
    try:
        return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
