"""One release at a time on an environment: held on its managers, by sessions that end with their holder."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from typing import IO

from ops.errors import OpsError
from ops.release.ssh import UNREACHABLE, UnreachableError, Ways

FOLDER = "/var/lib/webhook-monitor"
_TAKEN = 75
# cat has the lock as long as its input, which is ours, is open.
_HOLD = f"""
mkdir -p {FOLDER}; exec 9>>{FOLDER}/release.lock
flock --nonblock 9 || {{ cat {FOLDER}/release.holder; exit {_TAKEN}; }}
printf '%s' "$1" > {FOLDER}/release.holder
echo held; exec cat
"""
_LOOK = f"flock --nonblock {FOLDER}/release.lock true 2>/dev/null || cat {FOLDER}/release.holder 2>/dev/null"


@dataclass(frozen=True)
class Holder:
    """Who does what, since when (UTC)."""

    who: str
    what: str
    since: str

    def __str__(self) -> str:
        return f"{self.who}, {self.what}, since {self.since}"


class LockedError(OpsError):
    """Somebody else is at work."""


class Lock:
    """What is held; it must be looked at before anything is changed."""

    def __init__(self, sessions: Sequence["subprocess.Popen[str]"], needed: int) -> None:
        self._sessions = sessions
        self._needed = needed

    def check(self) -> None:
        """Raise OpsError when so many managers are gone that somebody else could hold it too."""
        if sum(session.poll() is None for session in self._sessions) < self._needed:
            raise OpsError("the lock of the environment was lost with the connection to its managers")


@contextmanager
def held(ways: Ways, managers: Sequence[str], holder: Holder) -> Iterator[Lock]:
    """Hold it on most managers; LockedError says who does, OpsError that too few of them answer."""
    needed = len(managers) // 2 + 1
    with ExitStack() as stack:
        sessions = []
        for manager in managers:
            try:
                sessions.append(stack.enter_context(_session(ways, manager, holder)))
            except UnreachableError as problem:
                said = problem
        if len(sessions) < needed:
            raise OpsError(f"{len(sessions)} of {len(managers)} managers answer, {needed} must: {said}")
        yield Lock(sessions, needed)


def holder(ways: Ways, manager: str) -> Holder | None:
    """Return who holds it on a manager."""
    said = ways.attempt(manager, "sudo", "sh", "-c", _LOOK).stdout
    return _parsed(said) if said else None


@contextmanager
def _session(ways: Ways, manager: str, holder: Holder) -> Iterator["subprocess.Popen[str]"]:
    argv = ways.argv(manager, "sudo", "sh", "-c", _HOLD, "sh", json.dumps(asdict(holder)))
    pipe = subprocess.PIPE
    with subprocess.Popen(argv, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as session:
        try:
            _begin(session, manager)
            yield session
        finally:
            _end(session)


def _begin(session: "subprocess.Popen[str]", manager: str) -> None:
    said = _stream(session.stdout).readline()
    if said == "held\n":
        return
    session.wait()
    if session.returncode == _TAKEN:
        raise LockedError(f"somebody else is at work: {_parsed(said)}; wait until that has ended")
    reason = _stream(session.stderr).read().strip()
    if session.returncode == UNREACHABLE:
        raise UnreachableError(f"{manager} does not answer: {reason}")
    raise OpsError(f"{manager}: the lock cannot be taken: {reason}")


def _end(session: "subprocess.Popen[str]") -> None:
    _stream(session.stdin).close()
    try:
        session.wait(timeout=5)
    except subprocess.TimeoutExpired:
        session.kill()


def _stream(stream: IO[str] | None) -> IO[str]:
    assert stream
    return stream


def _parsed(said: str) -> Holder:
    try:
        return Holder(**json.loads(said))
    except (ValueError, TypeError):
        return Holder("somebody", "something", "an unknown time")
