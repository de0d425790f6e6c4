"""Which processes live, and waiting for something about them."""

import time
from pathlib import Path

from ops.local import identity


def wait_until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.05)


def is_alive(pid):
    return identity.start_time(pid) is not None


def alive(pids):
    return {pid for pid in pids if is_alive(pid)}


def family(pid):
    """Return a process and all that descend from it."""
    parents = {child: parent for child in processes() if (parent := parent_of(child))}
    found, new = {pid}, {pid}
    while new:
        new = {child for child, parent in parents.items() if parent in new} - found
        found |= new
    return alive(found)


def processes():
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def parent_of(pid):
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def read(pid, name):
    """Return the parts of a process's `cmdline` or `environ`."""
    return Path(f"/proc/{pid}/{name}").read_text().split("\0")
