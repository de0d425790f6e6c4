"""Runs a Pulumi program on mocks to its very end, and keeps what it asked the engine for, options included.

Pulumi's own `@pulumi.runtime.test` lets a test pass that forgets to return its Output, and `Mocks` are told
nothing of options. So the program runs first, under the function that runs real ones, and tests look at plain
values afterwards.
"""

import asyncio
import contextvars
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi.runtime import mocks, rpc, stack

COMPUTED = {
    "hcloud:index/server:Server": {"ipv4Address": "203.0.113.{n}", "ipv6Address": "2001:db8::{n}"},
    "hcloud:index/volume:Volume": {"linuxDevice": "/dev/disk/by-id/scsi-0HC_Volume_{n}"},
}
"""What a provider alone knows, and this one makes up."""


@dataclass(frozen=True)
class Registration:
    """A resource as the program asked for it."""

    type: str
    name: str
    urn: str
    parent: str
    inputs: Mapping[str, Any]
    protect: bool = False
    ignore_changes: Sequence[str] = ()
    replace_on_changes: Sequence[str] = ()
    delete_before_replace: bool = False

    @property
    def is_component(self) -> bool:
        return self.type.startswith(("webhook-monitor:", "pulumi:"))


@dataclass
class Recording:
    """All of a run: what was registered, by its order in the alphabet, and the stack's outputs."""

    resources: list[Registration] = field(default_factory=list)
    outputs: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, key: tuple[str, str]) -> Registration:
        """Return a resource by the last word of its type, and its name."""
        kind, name = key
        (found,) = [each for each in self.made if (each.type.split(":")[-1], each.name) == (kind, name)]
        return found

    @property
    def made(self) -> list[Registration]:
        """What a provider makes: all but components."""
        return sorted(
            (each for each in self.resources if not each.is_component),
            key=lambda each: (each.type, each.name),
        )

    def of(self, kind: str) -> list[Registration]:
        return [each for each in self.made if each.type.split(":")[-1] == kind]


class Provider(mocks.Mocks):
    """Answers as a provider does: ids are numbers where a preview does not leave them open."""

    def __init__(self, preview: bool) -> None:
        self._preview = preview
        self._numbers: dict[tuple[str, str], int] = {}

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        if self._preview:
            return "", args.inputs
        number = self._numbers.setdefault((args.typ, args.name), len(self._numbers) + 1)
        computed = COMPUTED.get(args.typ, {}).items()
        return str(number), args.inputs | {key: value.format(n=number) for key, value in computed}

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], None]:
        raise AssertionError(f"{args.token}: no program of ours asks a provider for anything")


class Monitor(mocks.MockMonitor):
    """Keeps every request; what mocks do not look at too."""

    def __init__(self, provider: Provider) -> None:
        super().__init__(provider)
        self.recording = Recording()

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - gRPC's name
        response = super().RegisterResource(request)
        self.recording.resources.append(
            Registration(
                type=request.type,
                name=request.name,
                urn=response.urn,
                parent=request.parent,
                inputs=rpc.deserialize_properties(request.object),
                protect=request.protect,
                ignore_changes=tuple(request.ignoreChanges),
                replace_on_changes=tuple(request.replaceOnChanges),
                delete_before_replace=request.deleteBeforeReplace,
            )
        )
        return response

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 - gRPC's name
        if request.urn.split("::")[2] == "pulumi:pulumi:Stack":
            self.recording.outputs = rpc.deserialize_properties(request.outputs)
        return super().RegisterResourceOutputs(request)


def record(program: Callable[[], object], name: str = "production", preview: bool = False) -> Recording:
    """Run a program of the stack `name`; what fails in it, or in any of its callbacks, fails the test."""
    monitor = Monitor(Provider(preview))

    def run() -> None:
        settings = mocks.MockSettings(
            monitor=monitor,
            engine=mocks.MockEngine(None),
            project="hosts",
            stack=name,
            dry_run=preview,
            parallel=16,
            outputs=set(),  # what a run that failed has left waiting is not waited for
        )
        pulumi.runtime.configure(settings)
        asyncio.run(stack.run_in_stack(lambda: program() and None))

    # Pulumi keeps its settings in context variables: each run has its own.
    contextvars.Context().run(run)
    return monitor.recording
