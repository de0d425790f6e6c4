"""Tells `invoke provision` what happens: a line of JSON for each event, on the descriptor it hands down.

Ansible's own output stays what it is: this says nothing where WEBHOOK_MONITOR_PROGRESS names no descriptor.
"""

import json
import os
from contextlib import suppress
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: progress
type: aggregate
short_description: events as lines of JSON
description: What runs, what changed, what failed, for the program that started the playbook.
"""

_VARIABLE = "WEBHOOK_MONITOR_PROGRESS"
_TAIL_LINES = 20
_LOOKING = frozenset({"assert", "fail", "set_fact", "slurp", "wait_for", "wait_for_connection"})
"""Actions that change nothing on a host."""


class CallbackModule(CallbackBase):  # type: ignore[misc] # Ansible has no types
    """Writes events: play, task, changed, unforeseen, diff, failed, unreachable, stats.

    changed: in a check, would change. unforeseen: a check cannot tell, for what it looks at is not there yet.
    """

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "progress"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._descriptor = int(os.environ.get(_VARIABLE, "-1"))
        self.disabled = self._descriptor < 0

    def v2_playbook_on_play_start(self, play: Any) -> None:
        """Tell which hosts come next."""
        hosts = play.get_variable_manager().get_vars(play=play).get("ansible_play_hosts_all", [])
        self._write("play", hosts=list(hosts))

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        """Tell which task begins."""
        self._write("task", **_of(task))

    def v2_playbook_on_handler_task_start(self, task: Any) -> None:
        """Tell which handler begins."""
        self._write("task", **_of(task))

    def v2_runner_on_ok(self, result: Any) -> None:
        """Tell what changed."""
        if result.result.get("changed"):
            self._write("changed", host=self.host_label(result), **_of(result.task))

    def v2_runner_on_skipped(self, result: Any) -> None:
        """Tell what a check skipped, and the run may not."""
        if event := _foretold(result.task, result.result):
            self._write(event, host=self.host_label(result), **_of(result.task))

    def v2_on_file_diff(self, result: Any) -> None:
        """Tell how a file differs; what a task hides is not among it."""
        results = result.result.get("results", [result.result])
        for each in results:
            if each.get("changed") and (text := self._get_diff(each.get("diff", []))):
                self._write("diff", host=self.host_label(result), text=text, **_of(result.task))

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """Tell what failed, and why; of what a check may fail at, that it cannot tell."""
        host = self.host_label(result)
        if not ignore_errors:
            self._write("failed", host=host, message=_message(result.result), **_of(result.task))
        elif _may_change(result.task):
            self._write("unforeseen", host=host, **_of(result.task))

    def v2_runner_on_unreachable(self, result: Any) -> None:
        """Tell which host is out of reach."""
        host = self.host_label(result)
        self._write("failed", host=host, message=_message(result.result), **_of(result.task))

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """Tell, for each host, how many tasks changed something and how many failed."""
        hosts = {
            host: {key: stats.summarize(host)[key] for key in ("changed", "failures", "unreachable")}
            for host in sorted(stats.processed)
        }
        self._write("stats", hosts=hosts)

    def _write(self, event: str, **more: Any) -> None:
        line = json.dumps({"event": event, **more}, default=str) + "\n"
        with suppress(OSError):  # nobody listens any more: the playbook goes on
            os.write(self._descriptor, line.encode())


def _may_change(task: Any) -> bool:
    """Return whether this is a check, of a task whose run may change something."""
    return task.check_mode and task.changed_when != [False] and task.action.split(".")[-1] not in _LOOKING


def _foretold(task: Any, result: dict[str, Any]) -> str | None:
    """Return the event of a task that was skipped; None: the run skips it too.

    Ansible says by which condition, unless it is a command, which is never run in a check.
    """
    if not _may_change(task):
        return None
    conditions = [str(each.get("false_condition", "")) for each in result.get("results", [result])]
    if "" in conditions:
        return "changed" if task.changed_when == [True] else "unforeseen"
    return "unforeseen" if any("ansible_check_mode" in each for each in conditions) else None


def _of(task: Any) -> dict[str, str]:
    return {"role": _role(task._role), "task": task.name or task.action}


def _role(role: Any) -> str:
    """Return the role that the playbook names, whichever others it uses."""
    while role and role._parents:
        role = role._parents[0]
    return role.get_name() if role else ""


def _message(result: dict[str, Any]) -> str:
    """Return why a task failed: of a loop, its first item that did; of a command, also what it printed."""
    failed = next((each for each in result.get("results", []) if each.get("failed")), result)
    said = [str(failed.get(key) or "").strip() for key in ("msg", "stderr", "stdout")]
    if "censored" in failed:
        said = ["the task keeps what it said to itself, for there are secrets in it"]
    lines = "\n".join(dict.fromkeys(text for text in said if text)).splitlines()
    return "\n".join(lines[-_TAIL_LINES:])
