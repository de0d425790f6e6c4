"""A change of what runs, whole: all services move, or all are as they were before; and it is read back."""

import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from traceback import format_exc
from types import FrameType

from core.topology import ServiceName
from ops.environment import Role
from ops.errors import OpsError
from ops.release import difference, judge, move, record, seen, spread, watch
from ops.release.lock import Lock
from ops.release.record import Release, State
from ops.release.stack import Spec
from ops.release.steps import Steps
from ops.release.target import Target

_ASKED = (ServiceName.API, ServiceName.WEB)
"""Services whose old copies could answer a canary, as long as they drain."""


_BACK_SECONDS = 180
"""How long managers that do not answer are asked again: nothing else can be done."""


class RevertedError(OpsError):
    """A release that failed; everything is as it was."""


class MixedError(OpsError):
    """A release that failed, and not everything could be put back."""


@dataclass(frozen=True)
class Before:
    """What ran before, to which everything goes back. name: what people call it."""

    name: str
    services: Mapping[str, Spec]


@dataclass(frozen=True)
class Change:
    """What is needed to change what runs. login: to the registry; fly: sends a canary, once it all runs."""

    target: Target
    lock: Lock
    steps: Steps
    login: Mapping[str, str]
    fly: Callable[[], object]
    watch_seconds: float = watch.WATCH_SECONDS

    def make(self, release: Release, before: Before) -> None:
        """Bring a release that is kept to run; RevertedError or MixedError when it does not."""
        engine = self.target.engine
        past = watch.past(engine)
        with _interruptible():
            try:
                self._forth(release, past)
            except KeyboardInterrupt:
                self._back(release, before, "stopped by hand")
            except Exception as problem:  # whatever it was, nothing stays half done
                self._back(release, before, str(problem) if isinstance(problem, OpsError) else format_exc())
        record.mark(engine, release, State.GOOD)

    def _forth(self, release: Release, past: judge.Past) -> None:
        engine = self.target.engine
        self._spread(seen.look(engine))
        with self.steps.step("move", ", ".join(release.services)) as tell:
            self.lock.check()
            move.apply(engine, release.services, self.login)
            watch.until_there(engine, release.services, past, tell)
        self.steps.all_new = round(self.steps.total, 1)
        with self.steps.step("canary", self.target.environment.domain):
            watch.until_alone(engine, _ASKED, release.services)
            self.fly()
        if self.watch_seconds:
            with self.steps.step("watch", f"{self.watch_seconds:.0f} s more: a late crash is a failure too"):
                watch.on(engine, release.services, past, self.fly, self.watch_seconds)

    def _spread(self, now: seen.Seen) -> None:
        """Have copies on all hosts before they are replaced: what follows is spread as they are."""
        hosts = set(self.target.with_role(Role.APP)) - set(now.down)
        if services := spread.uneven(now.services.values(), hosts):
            with self.steps.step("spread", ", ".join(service.name for service in services)):
                spread.even(self.target.engine, services, self.login)

    def _back(self, release: Release, before: Before, cause: str) -> None:
        print(cause, flush=True)
        with self.steps.step("back", f"all to {before.name}") as tell:
            lacking = self._put_back(before, tell)
        with suppress(OpsError):
            record.mark(self.target.engine, release, State.FAILED)
        if lacking:
            raise MixedError(
                f"{cause}\n{release.name} failed, and not all runs as before: {'; '.join(lacking)}; "
                f"see: invoke status --env {self.target.name}"
            )
        raise RevertedError(f"{release.name} failed: {_first(cause)}; everything runs {before.name} again")

    def _put_back(self, before: Before, tell: Callable[[str], object]) -> list[str]:
        """Return what does not run as before; managers that are lost may come back meanwhile."""
        end = time.monotonic() + _BACK_SECONDS
        while True:
            try:
                move.apply(self.target.engine, before.services, self.login)
                return watch.back(self.target.engine, before.services, tell)
            except OpsError as problem:
                if time.monotonic() > end:
                    return [str(problem)]
                tell(str(problem)[:40])
                time.sleep(1)


def before(target: Target, now: Release | None) -> Before:
    """Return what runs: the release that is current, or else what is there, such as a stand-in."""
    if now:
        return Before(now.name, now.services)
    found = seen.look(target.engine).services
    return Before(", ".join(found) or "nothing", {name: service.spec for name, service in found.items()})


def differences(now: Release, found: seen.Seen) -> list[str]:
    """Return where what is there differs from a release that should run."""
    said = []
    for name, spec in now.services.items():
        service = found.services.get(name)
        changed = difference.between(spec, service.spec) if service else ["is not there"]
        said += [f"{name}: {each}" for each in changed]
    return said + [f"{name}: is in no release" for name in found.released.keys() - now.services.keys()]


@contextmanager
def _interruptible() -> Iterator[None]:
    """Answer Ctrl-C, and whoever ends us, by going back; a second one while going back is not heard."""

    def once(_number: int, _frame: FrameType | None) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    numbers = (signal.SIGINT, signal.SIGTERM)
    old = [(number, signal.signal(number, once)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in old:
            signal.signal(number, handler)


def _first(cause: str) -> str:
    """Return its first line, or of a traceback the last."""
    lines = cause.strip().splitlines()
    return lines[-1 if lines[0].startswith("Traceback") else 0]
