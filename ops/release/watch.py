"""Watches a release: until all of it runs, and then for as long as a late failure may take."""

import time
from collections.abc import Callable, Mapping, Sequence

from ops.errors import OpsError
from ops.release import judge, seen
from ops.release.engine import Engine
from ops.release.judge import Failure, Past
from ops.release.seen import Seen
from ops.release.stack import Spec

MOVE_SECONDS = 120
WATCH_SECONDS = 30
PAUSE_SECONDS = 0.4
_LOGGED = 3
_DRAIN_SECONDS = 5


class FailedError(OpsError):
    """A release that does not run, with what its copies said."""


def until_there(
    engine: Engine, wanted: Mapping[str, Spec], before: Past, tell: Callable[[str], object]
) -> None:
    """Return when every service runs as wanted; FailedError as soon as one cannot, or none does in time."""
    end = time.monotonic() + MOVE_SECONDS
    while True:
        now = seen.look(engine)
        fail_on(engine, judge.failures(wanted, now, before))
        lacking = judge.missing(wanted, now)
        if not lacking:
            return
        tell(lacking[0])
        if time.monotonic() > end:
            raise FailedError(f"not all runs after {MOVE_SECONDS} s: {'; '.join(lacking)}")
        time.sleep(PAUSE_SECONDS)


def until_alone(engine: Engine, names: Sequence[str], wanted: Mapping[str, Spec]) -> None:
    """Return when no copy of another release runs any more, or none that would answer."""
    end = time.monotonic() + _DRAIN_SECONDS
    while time.monotonic() < end:
        services = seen.look(engine).services
        old = [task for name in names for task in services[name].tasks if not judge.of(wanted[name], task)]
        if not any(task.state == "running" and not task.is_lost for task in old):
            return
        time.sleep(PAUSE_SECONDS)


def on(
    engine: Engine, wanted: Mapping[str, Spec], before: Past, fly: Callable[[], object], seconds: float
) -> None:
    """Look for a while whether all stays well, and let a canary fly now and then."""
    end = time.monotonic() + seconds
    next_canary = time.monotonic() + seconds / 3
    while time.monotonic() < end:
        now = seen.look(engine)
        fail_on(engine, judge.failures(wanted, now, before))
        if lacking := judge.missing(wanted, now):
            raise FailedError("; ".join(lacking))
        if time.monotonic() > next_canary:
            fly()
            next_canary += seconds / 3
        time.sleep(PAUSE_SECONDS)
    fly()


def fail_on(engine: Engine, failures: Sequence[Failure]) -> None:
    """Raise FailedError if anything failed, with the last lines that its copies wrote."""
    if failures:
        raise FailedError("\n".join([*map(str, failures), *_said(engine, failures)]))


def past(engine: Engine) -> Past:
    """Return what has happened so far, which is no failure of what comes."""
    return judge.past(seen.look(engine))


def back(engine: Engine, wanted: Mapping[str, Spec], tell: Callable[[str], object]) -> list[str]:
    """Wait until every service runs as before; return what does not, if that is not in time.

    Failures are not looked for: there is nothing else to go to. Hosts that are down have nothing that runs.
    """
    end = time.monotonic() + MOVE_SECONDS
    while True:
        now: Seen = seen.look(engine)
        lacking = judge.missing(wanted, now)
        if not lacking or time.monotonic() > end:
            return lacking
        tell(lacking[0])
        time.sleep(PAUSE_SECONDS)


def _said(engine: Engine, failures: Sequence[Failure]) -> list[str]:
    lines = []
    for failure in [each for each in failures if each.task][:_LOGGED]:
        assert failure.task
        try:
            said = seen.logs(engine, failure.task)
        except OpsError:  # its host is gone, or it never ran
            continue
        lines += [f"  {failure.service} wrote: {line}" for line in said]
    return lines
