"""The audit trail: who changed what, on every manager, so that it outlives each of them."""

import getpass
import json
import os
import socket
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from ops.bootstrap import ROOT
from ops.release.lock import FOLDER
from ops.release.ssh import Ways

FILE = f"{FOLDER}/trail.jsonl"
_APPEND = f"mkdir -p {FOLDER} && cat >> {FILE}"


@dataclass(frozen=True)
class Entry:
    """One change: before, after: releases by their numbers; at: when it began (UTC)."""

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
        what = f"{self.what:<9}{self.before} → {self.after}"
        return f"{self.at}  {what}  {self.seconds:.0f} s  {self.who}  {self.outcome}{cause}"


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
    line = json.dumps(asdict(entry)) + "\n"
    with ThreadPoolExecutor(len(managers)) as pool:
        append = lambda manager: ways.attempt(manager, "sudo", "sh", "-c", _APPEND, typed=line)  # noqa: E731
        return sum(done.returncode == 0 for done in pool.map(append, managers))


def read(ways: Ways, managers: Sequence[str], last: int) -> list[Entry]:
    """Return the last entries, oldest first, of all managers' trails."""
    with ThreadPoolExecutor(len(managers)) as pool:
        ask = lambda manager: ways.attempt(manager, "sudo", "tail", "-n", str(last), FILE).stdout  # noqa: E731
        lines = {line for said in pool.map(ask, managers) for line in said.splitlines()}
    found = sorted((json.loads(line) for line in lines), key=lambda entry: str(entry["at"]))
    return [Entry(**entry) for entry in found][-last:]
