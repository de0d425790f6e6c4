"""The trail of what is no release: hosts that are made, configured or destroyed, secrets that are edited."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from ops.environment import Role
from ops.errors import OpsError
from ops.hosts import agent, facts, places
from ops.hosts.facts import Fact
from ops.release import trail
from ops.release.ssh import ways
from ops.release.trail import Entry


@dataclass
class Account:
    """What is being done. before, after: from and to; is_begun: whether there is anything to tell of yet."""

    what: str
    before: str = "none"
    after: str = "unknown"
    is_begun: bool = False
    _results: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Something is changed from now on: until then a refusal leaves nothing."""
        self.is_begun = True

    def add(self, result: str) -> None:
        """Say what came of it, besides `after`."""
        self._results.append(result)

    @property
    def to(self) -> str:
        """What it came to."""
        return f"{self.after} ({', '.join(self._results)})" if self._results else self.after


@contextmanager
def kept(environment: str, what: str) -> Iterator[Account]:
    """Give an account of a command, which leaves it in the trail however it ends, once it has begun."""
    account, who, at, begun = Account(what), trail.who(), trail.now(), time.monotonic()
    try:
        with trail.ending() as how:
            yield account
    finally:
        if account.is_begun:
            seconds = round(time.monotonic() - begun, 1)
            before, after = account.before, account.to
            entry = Entry(who, account.what, before, after, seconds, how.outcome, how.cause, at)
            _leave(environment, entry)


def hosts(environment: str) -> str:
    """Return the names of the hosts that are known here, as the trail has them."""
    return names([fact.name for fact in _known(environment)])


def names(found: Sequence[str]) -> str:
    """Return names as the trail has them."""
    return " ".join(found) or "none"


def _known(environment: str) -> Sequence[Fact]:
    try:
        return facts.kept(environment) if places.is_known(environment) else ()
    except OpsError:
        return ()


def _leave(environment: str, entry: Entry) -> None:
    """Write an entry to the managers that are left, else to this machine's file."""
    managers = [fact.name for fact in _known(environment) if Role.MANAGER in fact.roles]
    if managers and (config := places.known(environment) / "ssh_config").exists():
        with agent.lent(), ways(config, managers) as opened:
            if trail.write(opened, managers, entry):
                return
    trail.write_here(environment, entry)
