"""Whether what is seen is the release that was wanted, and what has failed on the way. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ops.release import difference
from ops.release.seen import Seen, Service, Task
from ops.release.stack import SETTINGS, Spec

_GIVEN_UP = ("paused", "rollback_started", "rollback_paused", "rollback_completed")


@dataclass(frozen=True)
class Past:
    """What had happened before: tasks that had ended, updates that had begun, by service, hosts lost."""

    ended: Collection[str]
    updates: Mapping[str, str]
    down: Collection[str] = ()


@dataclass(frozen=True)
class Failure:
    """What is wrong with a service; task: whose logs tell more."""

    service: str
    reason: str
    task: Task | None = None

    def __str__(self) -> str:
        return f"{self.service}: {self.reason}"


def past(seen: Seen) -> Past:
    """Return what has happened so far."""
    services = seen.services.values()
    ended = {task.id for service in services for task in service.tasks if task.has_ended}
    return Past(ended, {service.name: service.begun for service in services}, seen.down)


def failures(wanted: Mapping[str, Spec], seen: Seen, before: Past) -> list[Failure]:
    """Return what went wrong since: a task that ended, an update given up, a host lost, a change by hand."""
    lost = [Failure(host, "the host is down") for host in seen.down if host not in before.down]
    return lost + [each for name, spec in wanted.items() for each in _failures(name, spec, seen, before)]


def missing(wanted: Mapping[str, Spec], seen: Seen) -> list[str]:
    """Return, for each service that does not yet run as wanted, what is missing."""
    return [
        f"{name}: {why}" for name, spec in wanted.items() if (why := _missing(spec, seen.services.get(name)))
    ]


def of(spec: Spec, task: Task) -> bool:
    """Tell whether a task is of a spec: its image and its settings."""
    container = spec["TaskTemplate"]["ContainerSpec"]
    return (task.image, task.settings) == (container["Image"], container.get("Labels", {}).get(SETTINGS, ""))


def _failures(name: str, spec: Spec, seen: Seen, before: Past) -> Iterator[Failure]:
    service = seen.services.get(name)
    if service is None:
        yield Failure(name, "the service is gone")
        return
    for task in service.tasks:
        if of(spec, task) and task.has_ended and not task.was_told and task.id not in before.ended:
            yield Failure(name, _ended(task), task)
    # An update that changes no task leaves the status of the one before.
    if service.update in _GIVEN_UP and service.begun != before.updates.get(name):
        yield Failure(name, f"{service.update.replace('_', ' ')}: {service.update_message}")
    elif changed := difference.between(spec, service.spec):
        yield Failure(name, f"is not as it was described: {'; '.join(changed[:3])}")


def _ended(task: Task) -> str:
    how = f"ended with exit code {task.exit_code}" if task.exit_code else f"ended ({task.state})"
    said = f": {task.message}" if task.message and not task.exit_code else ""
    return f"copy {task.slot} on {task.node or 'no host'} {how}{said}"


def _missing(spec: Spec, service: Service | None) -> str:
    if service is None:
        return "is not there"
    copies = spec["Mode"]["Replicated"]["Replicas"]
    new = [task for task in service.tasks if of(spec, task)]
    if old := [task for task in service.tasks if task.is_meant and not of(spec, task)]:
        return f"{len(old)} of another release still meant to run"
    running = {task.slot for task in new if task.runs}
    if len(running) < copies:
        waiting = [task for task in new if task.is_meant and not task.runs]
        states = ", ".join(sorted({f"{task.state}{_why(task)}" for task in waiting})) or "none yet"
        return f"{len(running)} of {copies} run ({states})"
    return ""


def _why(task: Task) -> str:
    return f": {task.message}" if task.state == "pending" and task.message else ""
