"""The audit trail: who changed what, on every manager, so that it outlives each of them.

What no manager can take, for there is none, is kept on the machine that did it, beside the environment.
"""

import getpass
import json
import os
import socket
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from ops.bootstrap import ROOT
from ops.errors import OpsError
from ops.hosts import places
from ops.release.lock import FOLDER
from ops.release.ssh import Ways

FILE = f"{FOLDER}/trail.jsonl"
_APPEND = f"mkdir -p {FOLDER} && cat >> {FILE}"


@dataclass(frozen=True)
class Entry:
    """One change: before, after: from and to, such as releases by their numbers; at: when it began (UTC)."""

    who: str
    what: str
    before: str
    after: str
    seconds: float
    outcome: str
    cause: str
    at: str
    id: str = field(default_factory=lambda: str(uuid4()))

    def __str__(self) -> str:
        cause = f": {self.cause}" if self.cause else ""
        what = f"{self.what:<8} {self.before} → {self.after}"
        return f"{self.at}  {what}  {self.seconds:.0f} s  {self.who}  {self.outcome}{cause}"


@dataclass
class Ending:
    """How a change ended: killed, until it is known to have ended otherwise."""

    outcome: str = "failed"
    cause: str = "killed"


@contextmanager
def ending() -> Iterator[Ending]:
    """Give what has, afterwards, how what is done meanwhile ended."""
    how = Ending()
    try:
        yield how
        how.outcome, how.cause = "done", ""
    except OpsError as problem:
        how.cause = str(problem).strip().splitlines()[-1]
        raise
    except KeyboardInterrupt:
        how.cause = "stopped by hand"
        raise


def now() -> str:
    """Return the time as the trail has it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def who() -> str:
    """Return who works here: whom a CI names, else the user with the address that git knows."""
    if actor := os.environ.get("GITHUB_ACTOR"):
        return f"{actor} (CI)"
    asked = ["git", "config", "user.email"]
    mail = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    person = f"{getpass.getuser()}@{socket.gethostname()}"
    return f"{mail} ({person})" if mail else person


def write(ways: Ways, managers: Sequence[str], entry: Entry) -> int:
    """Write an entry to all managers; return how many have it."""
    line = _line(entry)
    with ThreadPoolExecutor(len(managers)) as pool:
        append = lambda manager: ways.attempt(manager, "sudo", "sh", "-c", _APPEND, typed=line)  # noqa: E731
        return sum(done.returncode == 0 for done in pool.map(append, managers))


def write_here(environment: str, entry: Entry) -> None:
    """Write an entry to this machine's own file."""
    with places.trail(environment).open("a") as trail:
        trail.write(_line(entry))


def read(ways: Ways, managers: Sequence[str], last: int) -> list[Entry]:
    """Return the last entries, oldest first, of all managers' trails."""
    with ThreadPoolExecutor(len(managers)) as pool:
        ask = lambda manager: ways.attempt(manager, "sudo", "tail", "-n", str(last), FILE).stdout  # noqa: E731
        said = "".join(pool.map(ask, managers))
    return merged(_parsed(said), last)


def here(environment: str) -> list[Entry]:
    """Return the entries of this machine's own file, oldest first."""
    file = places.trail(environment)
    return _parsed(file.read_text()) if file.exists() else []


def merged(entries: Sequence[Entry], last: int) -> list[Entry]:
    """Return the last of entries, each once, oldest first."""
    found = {entry.id: entry for entry in entries}
    return sorted(found.values(), key=lambda entry: entry.at)[-last:]


def _line(entry: Entry) -> str:
    return json.dumps(asdict(entry)) + "\n"


def _parsed(lines: str) -> list[Entry]:
    return [Entry(**json.loads(line)) for line in lines.splitlines()]
