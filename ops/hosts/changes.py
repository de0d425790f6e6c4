"""What Pulumi does, resource by resource: told while it runs, counted at its end."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi.automation.events import EngineEvent, StepEventMetadata

_SIGNS = {
    "create": "+", "update": "~", "delete": "-", "create-replacement": "±", "read": "?",
    "import": "=", "discard": "-",
}  # fmt: skip
_QUIET = {"same", "refresh", "replace", "delete-replaced", "discard-replaced", "remove-pending-replace"}
_COMPONENT = "webhook-monitor:"


@dataclass(frozen=True)
class Change:
    """op: as Pulumi names it; kind: `docker Container`; name: of the resource; diffs: fields that differ."""

    op: str
    kind: str
    name: str
    diffs: tuple[str, ...] = ()

    def __str__(self) -> str:
        fields = f" ({', '.join(self.diffs)})" if self.diffs and self.op != "create" else ""
        return f"{_SIGNS.get(self.op, self.op)} {self.kind:<26}{self.name}{fields}"

    def as_dict(self) -> dict[str, Any]:
        """Return it for `--json`."""
        return {"op": self.op, "kind": self.kind, "name": self.name, "diffs": list(self.diffs)}


@dataclass
class Changes:
    """Collects the changes of one run. planned: a preview, where a resource's outputs never come."""

    planned: bool = False
    done: list[Change] = field(default_factory=list)
    _begun: dict[str, float] = field(default_factory=dict)

    def on_event(self, event: EngineEvent) -> None:
        """Take an event of Pulumi's engine, and print what was done."""
        if event.resource_pre_event:
            metadata = event.resource_pre_event.metadata
            self._begun[metadata.urn] = time.monotonic()
            if self.planned:
                self._keep(metadata)
        elif event.res_outputs_event and not self.planned:
            metadata, now = event.res_outputs_event.metadata, time.monotonic()
            self._keep(metadata, now - self._begun.get(metadata.urn, now))

    def counted(self) -> Mapping[str, int]:
        """Return how many were created, updated, replaced, deleted."""
        verbs = {
            "create": "created",
            "update": "updated",
            "delete": "deleted",
            "create-replacement": "replaced",
        }
        return Counter(verbs[change.op] for change in self.done if change.op in verbs)

    def _keep(self, metadata: StepEventMetadata, seconds: float | None = None) -> None:
        op = str(getattr(metadata.op, "value", metadata.op))
        if op in _QUIET or metadata.type.startswith((_COMPONENT, "pulumi:")):
            return
        change = Change(op, _kind(metadata.type), metadata.urn.split("::")[-1], tuple(metadata.diffs or ()))
        self.done.append(change)
        print(f"  {change}" + (f"  {seconds:.1f} s" if seconds is not None else ""), flush=True)


def _kind(token: str) -> str:
    """Return `docker Container` for `docker:index/container:Container`."""
    package, _, name = token.split(":")
    return f"{package} {name}"


def summary(counts: Mapping[str, int], planned: bool = False) -> str:
    """Return `3 created, 1 updated`, or `3 to create, 1 to update`, or that nothing is different."""
    if not counts:
        return "nothing to change" if planned else "nothing changed"
    if planned:
        return ", ".join(f"{number} to {verb.removesuffix('d')}" for verb, number in counts.items())
    return ", ".join(f"{number} {verb}" for verb, number in counts.items())
