"""`invoke status`: what runs where, since when, and what is not as it was released."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ops.errors import OpsError
from ops.hosts.outputs import NoHostsError
from ops.release import change, deep, judge, lock, record, seen, trail
from ops.release.record import Release, State
from ops.release.seen import Seen, Service, Task
from ops.release.stack import RELEASE
from ops.release.target import Target, reach

_TRAIL = 5


@dataclass(frozen=True)
class Copy:
    """A container of a service: of which release, where, since when, and how it is."""

    service: str
    release: str
    host: str
    state: str
    since: str


class Word(StrEnum):
    """All of it in a word. MIXED: services or copies of more than one release; changed: by hand."""

    NOTHING = "nothing released"
    CLEAN = "clean"
    MIXED = "MIXED"
    CHANGED = "changed"
    DEGRADED = "degraded"


@dataclass(frozen=True)
class Status:
    """What is. release: what runs, or else what should; wrong: what is not as that has it."""

    word: Word
    release: Release | None
    copies: Sequence[Copy]
    wrong: Sequence[str]
    down: Sequence[str]
    holder: lock.Holder | None

    @property
    def is_unwatched(self) -> bool:
        """Whether what runs was never watched to its end."""
        return self.word is Word.CLEAN and self.release is not None and self.release.state is State.MOVING


def run(name: str, as_json: bool, is_deep: bool) -> None:
    """Print it; OpsError where something is not as it was released."""
    try:
        with reach(name) as target:
            found = look(target)
            there = trail.read(target.ways, target.managers, _TRAIL)
            probed = deep.probe(target) if is_deep else []
    except NoHostsError:
        _tell_trail(trail.here(name)[-_TRAIL:], as_json)
        raise
    last = trail.merged([*there, *trail.here(name)], _TRAIL)
    if as_json:
        print(json.dumps(_as_dict(found, last, probed), indent=2))
    else:
        print("\n".join(_lines(name, found, last, probed)))
    if found.word not in (Word.CLEAN, Word.NOTHING):
        raise OpsError(f"{name} is {found.word}: {_heal(name, found)}")


def _tell_trail(last: Sequence[trail.Entry], as_json: bool) -> None:
    """Print what is left to tell where there are no hosts."""
    if as_json:
        print(json.dumps({"status": "no hosts", "trail": [vars(entry) for entry in last]}, indent=2))
    else:
        print("".join(f"  {entry}\n" for entry in last), end="")


def look(target: Target) -> Status:
    """Ask the Swarm what is, and compare it with the release that should be."""
    return judged(
        record.kept(target.engine), seen.look(target.engine), lock.holder(target.ways, target.managers[0])
    )


def judged(releases: Sequence[Release], now: Seen, holder: lock.Holder | None) -> Status:
    """Return the status. Pure."""
    current = record.current(releases)
    released = sorted(now.released.items())
    tasks = [(name, task) for name, service in released for task in service.tasks if task.is_meant]
    copies = [
        Copy(name, _of(releases, current, name, task), task.node, task.state, task.since)
        for name, task in tasks
    ]
    for release in [*([current] if current else []), *reversed(releases)]:
        if not change.differences(release, now) and not judge.missing(release.services, now):
            return Status(Word.CLEAN, release, copies, (), now.down, holder)
    if not now.released:
        return Status(Word.NOTHING, None, copies, (), now.down, holder)
    changed = change.differences(current, now) if current else []
    lacking = judge.missing(current.services, now) if current else []
    kinds = {copy.release for copy in copies} | {_label(service) for service in now.released.values()}
    word = Word.MIXED if len(kinds) > 1 or not current else Word.CHANGED if changed else Word.DEGRADED
    return Status(word, current, copies, [*changed, *lacking], now.down, holder)


def _label(service: Service) -> str:
    """Return the number of the release that a service says it is of."""
    return str(service.spec["Labels"].get(RELEASE, "unknown"))


def _of(releases: Sequence[Release], current: Release | None, service: str, task: Task) -> str:
    """Return the number of a task's release: the current one if it is of that, else the newest that fits."""
    for release in [*([current] if current else []), *reversed(releases)]:
        if service in release.services and judge.of(release.services[service], task):
            return str(release.number)
    return "unknown"


def _heal(name: str, found: Status) -> str:
    if found.holder:
        return f"{found.holder}"
    if found.release is None:
        return f"type: invoke deploy --env {name}"
    back = f"invoke rollback --env {name} --to {found.release.number}"
    return f"`invoke deploy --env {name}` or `{back}` puts it right"


def _lines(name: str, found: Status, last: Sequence[trail.Entry], probed: Sequence[deep.Row]) -> list[str]:
    current = found.release
    what = (
        f"{current.name}, version {current.version}, by {current.by} at {current.at}"
        if current
        else "no release"
    )
    lines = [f"{name}: {found.word}; {what}"]
    lines += [
        f"  {c.service:<12}{c.release:<8}{c.host:<10}{c.state:<10}since {_short(c.since)}"
        for c in found.copies
    ]
    lines += (
        ["  its deploy was cut off: nobody watched it to its end; deploy again"] if found.is_unwatched else []
    )
    lines += [f"  not as released: {each}" for each in found.wrong]
    lines += [f"  {host} is down" for host in found.down]
    lines += [f"  at work: {found.holder}"] if found.holder else []
    lines += [f"  {row}" for row in probed]
    return lines + [f"  {entry}" for entry in last]


def _as_dict(found: Status, last: Sequence[trail.Entry], probed: Sequence[deep.Row]) -> Mapping[str, object]:
    current = found.release
    release = (
        {key: getattr(current, key) for key in ("number", "commit", "version", "by", "at")}
        if current
        else None
    )
    return {
        "status": found.word,
        "release": release,
        "unwatched": found.is_unwatched,
        "copies": [vars(copy) for copy in found.copies],
        "wrong": list(found.wrong),
        "down": list(found.down),
        "at_work": vars(found.holder) if found.holder else None,
        "trail": [vars(entry) for entry in last],
        "deep": [vars(row) for row in probed],
    }


def _short(moment: str) -> str:
    return moment.partition(".")[0].replace("T", " ")
