"""Releases that are kept: in the Swarm's own store, as configs, which each of its managers has.

So a laptop and a CI see the same ones, and they are there as long as the Swarm is. A record never changes;
what became of it is its label `state`.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from core.topology import Label, Owner
from ops.release.engine import Engine
from ops.release.stack import Spec

_PREFIX = "release-"
_STATE = "state"


class State(StrEnum):
    """What became of a release."""

    MOVING = "moving"
    GOOD = "good"
    FAILED = "failed"


@dataclass(frozen=True)
class Release:
    """What went, or was to go, to the hosts. services: the stack file; number: counts up, 0 is none.

    images: an app's name → its image in the registry, by digest; ids, layers: of those images;
    schema: the revision that its code knows; origin: which release it is again, or its own number.
    """

    number: int
    commit: str
    version: str
    images: Mapping[str, str]
    ids: Mapping[str, str]
    layers: Mapping[str, Sequence[str]]
    schema: str
    services: Mapping[str, Spec]
    by: str
    at: str
    origin: int
    state: State = field(default=State.MOVING, compare=False)

    @property
    def name(self) -> str:
        """How people call it."""
        again = f", release {self.origin} again" if self.origin != self.number else ""
        return f"release {self.number} ({self.commit[:12]}{again})"


def kept(engine: Engine) -> list[Release]:
    """Return all releases that are kept, oldest first."""
    found = engine.get("/configs", label=[f"{Label.OWNER}={Owner.RELEASE}"], name=[_PREFIX])
    return sorted(map(_parsed, found), key=lambda release: release.number)


def write(engine: Engine, release: Release) -> None:
    """Keep a release, before anything of it moves."""
    content = {key: value for key, value in asdict(release).items() if key != _STATE}
    data = b64encode(json.dumps(content).encode()).decode()
    spec = {"Name": _name(release.number), "Labels": _labels(release.state), "Data": data}
    engine.post("/configs/create", spec)


def mark(engine: Engine, release: Release, state: State) -> None:
    """Say what became of it."""
    config = engine.get(f"/configs/{_name(release.number)}")
    spec = {**config["Spec"], "Labels": _labels(state)}
    engine.post(f"/configs/{config['ID']}/update?version={config['Version']['Index']}", spec)


def forget(engine: Engine, release: Release) -> None:
    """Keep it no more."""
    engine.delete(f"/configs/{_name(release.number)}")


def current(releases: Sequence[Release]) -> Release | None:
    """Return the release that should run: the last that was good."""
    return next((release for release in reversed(releases) if release.state is State.GOOD), None)


def before(releases: Sequence[Release], now: Release) -> Release | None:
    """Return the release to go back to: the last good one older than what runs now was at first."""
    older = (each for each in reversed(releases) if each.number < now.origin)
    return next((each for each in older if each.state is State.GOOD), None)


def _name(number: int) -> str:
    return f"{_PREFIX}{number:06d}"


def _labels(state: State) -> dict[str, str]:
    return {Label.OWNER.value: Owner.RELEASE.value, _STATE: state.value}


def _parsed(config: Mapping[str, Any]) -> Release:
    content = json.loads(b64decode(config["Spec"]["Data"]))
    return Release(**content, state=State(config["Spec"]["Labels"][_STATE]))
