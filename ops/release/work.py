"""Work on an environment's releases: alone, with what is secret in hand, and in the trail however it ends."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from ops.hosts import asking
from ops.release import lock, record, trail
from ops.release.canary import Canary, pages
from ops.release.change import Change
from ops.release.door import Door
from ops.release.lock import Lock
from ops.release.record import Release
from ops.release.settings import fingerprint
from ops.release.steps import Steps
from ops.release.target import Target, login


@dataclass
class Work:
    """One change under way. after: what it brings, for the trail; is_begun: whether anything was done yet."""

    target: Target
    vault: Mapping[str, str]
    lock: Lock
    steps: Steps
    releases: list[Release]
    after: str = "none"
    is_begun: bool = False

    @property
    def now(self) -> Release | None:
        """The release that should run."""
        return record.current(self.releases)

    @property
    def next_number(self) -> int:
        """The number of the release to come."""
        return self.releases[-1].number + 1 if self.releases else 1

    def change(self) -> Change:
        """Return what changes the services."""
        return Change(self.target, self.lock, self.steps, login(self.vault), self._flight())

    def _flight(self) -> Callable[[], None]:
        """Return what sends a canary, and asks the pages."""
        environment = self.target.environment
        address = self.target.edge.public_address if self.target.roots else ""
        door = Door(environment.domain, address, self.target.roots)
        secret = fingerprint(self.vault, "canary", "secret") * 4
        bird = Canary(door, environment.domain, secret, self.vault["api_key"])
        ready: list[bool] = []

        def fly() -> None:
            if not ready:
                bird.prepare()
                ready.append(True)
            bird.fly()
            pages(door, 2 * environment.apps.web.replicas)

        return fly


@contextmanager
def begin(target: Target, vault: Mapping[str, str], what: str, steps: Steps) -> Iterator[Work]:
    """Hold the environment while something is changed; the trail has how it ended."""
    who, at = trail.who(), trail.now()
    with lock.held(target.ways, target.managers, lock.Holder(who, what, at)) as held:
        work = Work(target, vault, held, steps, record.kept(target.engine))
        before = str(work.now.number) if work.now else "none"
        try:
            with trail.ending() as how:
                yield work
        finally:
            if work.is_begun:
                ended = (round(steps.total, 1), how.outcome, how.cause)
                _leave(target, trail.Entry(who, what, before, work.after, *ended, at))


def _leave(target: Target, entry: trail.Entry) -> None:
    if not trail.write(target.ways, target.managers, entry):
        trail.write_here(target.name, entry)


def ask(begun: Work, question: str, yes: bool) -> None:
    """Ask where the environment wants it; whoever returns from here changes something."""
    target = begun.target
    if target.environment.confirm and not yes:
        asking.confirm(question, target.name, "type the same line with --yes")
    begun.is_begun = True
