"""What the playbook does, told to people: a line for each role with its time, what failed in a block."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import IO, Any

from ops.progress import Line, step

_FEW = 5
_MARKS = {"changed": "~", "unforeseen": "?"}


@dataclass(frozen=True)
class Failure:
    """Where it failed, and what Ansible said."""

    host: str
    role: str
    task: str
    message: str

    def __str__(self) -> str:
        where = f"{self.host}, {self.role}: " if self.role else f"{self.host}: "
        lines = self.message.splitlines() or ["no reason was given"]
        return "\n".join([f"{where}{self.task}", *(f"  {line}" for line in lines)])


@dataclass
class Told:
    """Listens to events; only: one role alone was asked for; diffs: show them, which `--check` is for.

    counts: how many tasks, on all hosts, changed something; a check could not tell of.
    """

    only: str = ""
    diffs: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    totals: dict[str, dict[str, int]] = field(default_factory=dict)
    _failures: list[Failure] = field(default_factory=list)
    _hosts: list[str] = field(default_factory=list)
    _role: str | None = None
    _line: Line | None = None
    _where: str = ""
    _said: list[str] = field(default_factory=list)
    _diffs: list[str] = field(default_factory=list)

    def listen(self, events: IO[bytes]) -> None:
        """Tell events until there are none any more."""
        with ExitStack() as lines:
            for event in _parsed(events):
                self._take(event, lines)
            self._finish(lines)

    @property
    def changed(self) -> int:
        """How many tasks changed something, or in a check would."""
        return self.counts["changed"]

    @property
    def unforeseen(self) -> int:
        """How many tasks a check could not tell of."""
        return self.counts["unforeseen"]

    @property
    def failures(self) -> list[Failure]:
        """What failed, but for what the playbook itself made good."""
        return [each for each in self._failures if self._is_lost(each.host)]

    def _is_lost(self, host: str) -> bool:
        counts = self.totals.get(host.split(" -> ", maxsplit=1)[0])
        return counts is None or counts["failures"] + counts["unreachable"] > 0

    def _take(self, event: dict[str, Any], lines: ExitStack) -> None:
        match event.pop("event"):
            case "play":
                if self._role or event["hosts"] != self._hosts:
                    self._finish(lines)
                    self._role = None
                self._hosts = event["hosts"]
            case "task":
                self._begin(lines, **event)
            case "changed" | "unforeseen" as kind:
                self.counts[kind] += 1
                self._say(f"  {_MARKS[kind]} {event['host']}: {event['task']}")
            case "diff" if self.diffs:
                self._diffs.append(_indented(event["text"]))  # Ansible tells it before what it is of
            case "failed":
                self._failures.append(Failure(**event))
            case "stats":
                self.totals = event["hosts"]

    def _begin(self, lines: ExitStack, role: str, task: str) -> None:
        if self.only and role not in ("", self.only):
            return  # their variables alone are looked at
        if self._line is None or (role and role != self._role):
            self._finish(lines)
            self._role = role
            self._where = ", ".join(self._hosts)
            self._line = lines.enter_context(step(role or "hosts", self._where))
        elif self._line:
            self._line(task[:40])

    def _say(self, *lines: str) -> None:
        self._said += [*lines, *self._diffs]
        self._diffs = []

    def _finish(self, lines: ExitStack) -> None:
        """End the line of a role: how long it took, how much changed, and what, where that is little."""
        self._say()
        number = sum(1 for each in self._said if each.startswith("  ~ "))
        if self._line:
            self._line(self._where)  # instead of its last task
            self._line.outcome = self._outcome(number)
        lines.close()
        if self.diffs or number <= _FEW:
            for each in self._said:
                print(each, flush=True)
        self._line, self._said = None, []

    def _outcome(self, number: int) -> str:
        """Return what came of a role. What failed, and was not made good, was in the last one."""
        changed = [f"{number} {'would change' if self.diffs else 'changed'}"] if number else []
        failed = ["failed"] if self.totals and self.failures else []
        return "".join(f"  {each}" for each in changed + failed)


def _parsed(events: IO[bytes]) -> Iterator[dict[str, Any]]:
    for line in events:
        yield json.loads(line)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.strip("\n").splitlines())
