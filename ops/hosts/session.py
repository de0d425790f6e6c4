"""An environment's stack, ready for a command: checked is what can be checked without touching anything."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from types import FrameType

from pulumi import automation

from ops import environment
from ops.environment import Environment, Provider
from ops.errors import OpsError, StoppedError
from ops.hosts import places, preflight, sidecars, stack, trouble
from ops.progress import section, step
from ops.toolchain import choice

_WRITER = "engine.json"
_WRITERS = (json.dumps({"official": False}), json.dumps({"official": True}))


@dataclass(frozen=True)
class Session:
    """An environment, its stack, and the Pulumi that works on it; stopped: set by a Ctrl-C."""

    environment: Environment
    stack: automation.Stack
    engine: choice.Engine
    stopped: Event = field(default_factory=Event)

    @property
    def is_make_believe(self) -> bool:
        """Whether nothing is really rented: a stand-in plays the provider."""
        return self.environment.provider is Provider.HETZNER and not self.engine.official

    def heed(self) -> None:
        """Go no further after a Ctrl-C, which Pulumi may not have had, or had too late to obey."""
        if self.stopped.is_set():
            raise StoppedError("stopped: nothing more was begun; to go on, type the same line again")

    @contextmanager
    def section(self, name: str, detail: str) -> Iterator[None]:
        """Tell of what Pulumi does; after a Ctrl-C it is not begun, and what fails is what was stopped."""
        self.heed()
        with section(name, detail):
            try:
                with trouble.explained(self.environment):
                    yield
            except OpsError as problem:
                if self.stopped.is_set():
                    raise StoppedError(str(problem)) from None
                raise


@contextmanager
def begin(name: str) -> Iterator[Session]:
    """Check all that must hold, open the stack, and explain what Pulumi says when it fails."""
    described = environment.load(name)
    preflight.check(described)
    engine = choice.engine()
    _refuse_mixing(name, engine)
    if mended := sidecars.mend():
        print(f"heal        {mended} file(s) that a killed run left half written beside Pulumi's")
    with step("pulumi", engine.version if engine.official else f"{engine.version}, with offline stand-ins"):
        opened = stack.opened(described, engine)
    with trouble.explained(described), _patience() as stopped:
        try:
            yield Session(described, opened, engine, stopped)
        except KeyboardInterrupt:
            raise StoppedError(
                "stopped at once; what was begun may be half done: type the same line again, which heals it"
            ) from None


def _refuse_mixing(name: str, engine: choice.Engine) -> None:
    """Refuse a state that was written with the other plugins: they would replace the hosts."""
    file = places.known(name) / _WRITER
    if file.exists() and (theirs := file.read_text()) in _WRITERS and theirs != _WRITERS[engine.official]:
        who = "offline stand-ins" if engine.official else "the maker's plugins"
        raise OpsError(
            f"the state of {name} was written with {who}: go on with them, or destroy the hosts with them"
        )


def claim(begun: Session) -> None:
    """Note with which plugins the state is written, before it holds anything."""
    file = places.known(begun.environment.name) / _WRITER
    places.write(file, _WRITERS[begun.engine.official])


@contextmanager
def _patience() -> Iterator[Event]:
    """Let Pulumi, which gets the same Ctrl-C, end what it is making; a second one ends it at once.

    The first one sets what it yields.
    """
    stopped = Event()

    def once(_number: int, _frame: FrameType | None) -> None:
        print("\nstopping: Pulumi ends what it is making; once more to stop at once", flush=True)
        signal.signal(signal.SIGINT, before)
        stopped.set()

    before = signal.signal(signal.SIGINT, once)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)
