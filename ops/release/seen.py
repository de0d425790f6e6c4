"""What really is: services and their tasks, as the Swarm has them at one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.topology import Label, Owner
from ops.release.engine import Engine, segment
from ops.release.stack import SETTINGS, Spec

_ENDED = ("complete", "failed", "rejected", "shutdown", "orphaned", "remove")
_LOG_LINES = 6
_FRAME = 8


@dataclass(frozen=True)
class Task:
    """A container, or one that was to be. since: of its state; slot: which of its service's copies."""

    id: str
    slot: int
    node: str
    is_lost: bool
    image: str
    settings: str
    wanted: str
    state: str
    since: str
    message: str
    exit_code: int

    @property
    def runs(self) -> bool:
        """Whether it runs, is meant to, and its host is there."""
        return self.state == "running" and self.wanted == "running" and not self.is_lost

    @property
    def is_meant(self) -> bool:
        """Whether it is meant to run, wherever it is on the way."""
        return self.wanted == "running" and not self.is_lost

    @property
    def was_told(self) -> bool:
        """Whether the Swarm shut it down: of two that it made for one place it keeps one."""
        return self.state in ("shutdown", "remove")

    @property
    def has_ended(self) -> bool:
        """Whether it ended, whatever way."""
        return self.state in _ENDED


@dataclass(frozen=True)
class Service:
    """A service: its spec, what its last update came to (begun: when), and its tasks."""

    id: str
    name: str
    version: int
    spec: Spec
    update: str
    begun: str
    update_message: str
    tasks: Sequence[Task]

    @property
    def owner(self) -> str:
        """Who made it."""
        return str(self.spec.get("Labels", {}).get(Label.OWNER, ""))


@dataclass(frozen=True)
class Seen:
    """All services of the Swarm by name, and the hosts that are down."""

    services: Mapping[str, Service]
    down: Sequence[str]

    @property
    def released(self) -> dict[str, Service]:
        """Those that a release brought."""
        return {name: each for name, each in self.services.items() if each.owner == Owner.RELEASE}


def look(engine: Engine) -> Seen:
    """Ask what is."""
    nodes = engine.get("/nodes")
    names = {node["ID"]: node["Description"]["Hostname"] for node in nodes}
    down = {node["ID"] for node in nodes if node["Status"]["State"] != "ready"}
    services = [each for each in engine.get("/services?status=false") if "Replicated" in each["Spec"]["Mode"]]
    tasks = engine.get("/tasks")
    found = {each["Spec"]["Name"]: _service(each, _of(tasks, each["ID"], names, down)) for each in services}
    return Seen(found, sorted(names[node] for node in down))


def logs(engine: Engine, task: Task) -> list[str]:
    """Return the last lines that a task wrote."""
    return log_of(engine, task.id)


def log_of(engine: Engine, task_id: str) -> list[str]:
    """Return the last lines that a task of this number wrote."""
    query = f"stdout=1&stderr=1&tail={_LOG_LINES}"
    return _lines(engine.raw(f"/tasks/{segment(task_id)}/logs?{query}"))


def _service(found: Mapping[str, Any], tasks: Sequence[Task]) -> Service:
    status = found.get("UpdateStatus") or {}
    return Service(
        id=found["ID"],
        name=found["Spec"]["Name"],
        version=found["Version"]["Index"],
        spec=found["Spec"],
        update=status.get("State", ""),
        begun=status.get("StartedAt", ""),
        update_message=status.get("Message", ""),
        tasks=tasks,
    )


def _of(tasks: Sequence[Any], service: str, names: Mapping[str, str], down: set[str]) -> list[Task]:
    return [_task(each, names, down) for each in tasks if each.get("ServiceID") == service]


def _task(found: Mapping[str, Any], names: Mapping[str, str], down: set[str]) -> Task:
    container, status = found["Spec"]["ContainerSpec"], found["Status"]
    node = found.get("NodeID", "")
    return Task(
        id=found["ID"],
        slot=found.get("Slot", 0),
        node=names.get(node, ""),
        is_lost=node in down,
        image=container["Image"],
        settings=container.get("Labels", {}).get(SETTINGS, ""),
        wanted=found["DesiredState"],
        state=status["State"],
        since=status["Timestamp"],
        message=status.get("Err") or status.get("Message", ""),
        exit_code=status.get("ContainerStatus", {}).get("ExitCode", 0),
    )


def _lines(stream: bytes) -> list[str]:
    """Return the lines of a stream in frames, whose heads say how long they are."""
    text = b""
    while len(stream) > _FRAME:
        end = _FRAME + int.from_bytes(stream[4:_FRAME], "big")
        text, stream = text + stream[_FRAME:end], stream[end:]
    return text.decode(errors="replace").splitlines()
