"""Starts programs in order, starts again what crashes, and ends everything in order."""

import selectors
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ops.errors import OpsError
from ops.local import output
from ops.local.child import Child, Program
from ops.local.household import Household
from ops.local.log import Log

_TURN_SECONDS = 0.1
_START_SECONDS = 120
_END_SECONDS = 20
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):  # noqa: N818 - a wish, not an error
    """Ctrl-C, or `invoke down`."""


class Supervisor:
    """The parent of all processes of a copy. All of it happens in the main thread: see Process."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self.say = say
        self._folder = folder
        self._children: list[Child] = []
        self.household = Household(folder, self._children)
        self._selector = selectors.DefaultSelector()
        self._last_heard: dict[str, str] = {}
        self._asked = 0
        for number in _SIGNALS:
            signal.signal(number, self._ask)

    def start(self, program: Program) -> Child:
        """Start a program, without waiting for it."""
        log = Log(self._folder / "logs" / f"{program.name}.log", lambda line: self._heard(program, line))
        child = Child(program, log)
        self._children.append(child)
        self._attend(child)
        return child

    def await_ready(self, child: Child) -> None:
        """Wait until a program says that it is up; OpsError tells why it did not come up."""
        end = time.monotonic() + _START_SECONDS
        while not child.probe():
            if not child.process.is_alive():
                raise self._failure(child)
            if time.monotonic() > end:
                raise OpsError(f"{child.name}: not ready within {_START_SECONDS} s; see {child.log.path}")
            self._turn()

    def finish(self, program: Program) -> None:
        """Run a program to its end; OpsError when it failed."""
        child = self.start(program)
        while child.process.is_alive():
            self._turn()
        self._children.remove(child)
        if child.process.exit_code:
            raise self._failure(child)
        self._leave(child)

    def keep(self) -> None:
        """Keep everything running; Stopped when it is to end."""
        while True:
            self._turn()

    def end(self) -> None:
        """End the apps together, each finishing what it holds, then the engines, the last started first."""
        self._asked = max(self._asked, 1)
        self._end([child for child in self._children if not child.program.is_engine])
        for child in reversed([child for child in self._children if child.program.is_engine]):
            self._end([child])
        self.household.dissolve()

    def _ask(self, *_: Any) -> None:
        self._asked += 1

    def _turn(self) -> None:
        """Hear what was printed, and see to each child that has been up before."""
        if self._asked:
            raise Stopped
        self._hear()
        for child in self._children:
            if child.was_ready:
                self._tend(child)
        self.household.tidy()

    def _hear(self) -> None:
        for key, _ in self._selector.select(_TURN_SECONDS):
            if not key.data.hear():
                self._selector.unregister(key.fileobj)

    def _tend(self, child: Child) -> None:
        if child.again_at is not None:
            if time.monotonic() >= child.again_at:
                self._restart(child)
        elif not child.process.is_alive():
            self._leave(child)
            self._plan(child, child.how_it_ended())
        elif not child.is_ready and child.probe():
            self.say(f"{child.name} is up again")

    def _plan(self, child: Child, why: str) -> None:
        delay = child.plan_restart()
        self.say(f"{child.name} {why}; starting it again in {delay:g} s (log: {child.log.path})")

    def _restart(self, child: Child) -> None:
        try:
            child.start()
        except (OSError, OpsError) as problem:
            self._plan(child, f"did not start: {problem}")
        else:
            self._attend(child)

    def _attend(self, child: Child) -> None:
        self._selector.register(child.pipe, selectors.EVENT_READ, child)
        self.household.record()

    def _leave(self, child: Child) -> None:
        if child.pipe.closed:
            return
        if child.pipe in self._selector.get_map():
            self._selector.unregister(child.pipe)
        child.close()

    def _failure(self, child: Child) -> OpsError:
        self._leave(child)
        if self._asked:  # the same Ctrl-C may have ended it before it had a session of its own
            raise Stopped
        return OpsError(f"{child.name}: {output.reason(child.log.tail)} (its log: {child.log.path})")

    def _heard(self, program: Program, line: str) -> None:
        """Tell a warning or error of an app; one that repeats itself is told once."""
        words = "" if program.is_engine else output.warning(line)
        if words and self.household.running.ready and self._last_heard.get(program.name) != words:
            self._last_heard[program.name] = words
            self.say(f"{program.name} {words}")

    def _end(self, children: Sequence[Child]) -> None:
        """Ask children to end; kill them when they take too long, or when Ctrl-C came again."""
        for child in children:
            child.process.send(child.program.stop_signal)
        end = time.monotonic() + _END_SECONDS
        while left := [child for child in children if child.process.is_alive()]:
            self._hear()
            if time.monotonic() > end or self._asked > 1:
                for child in left:
                    self.say(f"{child.name} does not end: killed")
                    child.process.kill()
        for child in children:
            self._leave(child)
