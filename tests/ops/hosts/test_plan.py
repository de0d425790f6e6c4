"""`invoke plan`: what would change, and what a killed run left; nothing is changed."""

import json

import pytest

from ops.errors import OpsError
from ops.hosts import lock, plan
from tests.ops.hosts.stacks import CONTAINER, HOST, Stack, creating, event
from tests.ops.hosts.test_healing import Stale, of

PLANNED = [event("create", HOST, "app-1", done=False), event("create", CONTAINER, "app-1", done=False)]

LEFT = [
    "the lock of ada@laptop (pid 7) since 2026-10-01T10:00:00 is stale: its run was killed",
    "Container hosts-app-1 was being made when a run was killed",
]


@pytest.fixture
def stack(works_on):
    found = Stack(planned=PLANNED)
    works_on(found)
    return found


@pytest.fixture
def killed(stack, monkeypatch):
    stack.pending = [creating(CONTAINER, "app-1", name="hosts-app-1")]
    monkeypatch.setattr(lock, "held", lambda _: [of(Stale)])
    return stack


def test_what_would_change_and_what_to_type(stack, capsys):
    plan.run("rehearsal")
    out = capsys.readouterr().out.splitlines()
    assert "  + docker Container          app-1" in out
    assert out[-1] == "rehearsal: 1 to create; type: invoke provision --env rehearsal --hosts"
    assert stack.calls == ["preview"]


def test_where_nothing_would_change_nothing_is_to_be_typed(stack, capsys):
    stack.planned = []
    plan.run("rehearsal")
    assert capsys.readouterr().out.splitlines()[-1] == "rehearsal: nothing to change"


def test_what_a_killed_run_left_is_said_and_left(killed, capsys):
    plan.run("rehearsal")
    heal = "to heal it, type: invoke provision --env rehearsal --hosts"
    assert capsys.readouterr().out.splitlines()[-3:-1] == [f"{each}; {heal}" for each in LEFT]
    assert killed.calls == ["preview"]


def test_for_machines_stdout_is_json_and_nothing_else(killed, capsys):
    plan.run("rehearsal", as_json=True)
    captured = capsys.readouterr()
    assert json.loads(captured.out) == {
        "environment": "rehearsal",
        "left_by_killed_runs": LEFT,
        "changes": [{"op": "create", "kind": "docker Container", "name": "app-1", "diffs": []}],
    }
    assert "+ docker Container          app-1" in captured.err


def test_a_preview_that_fails_prints_no_json(stack, capsys):
    stack.fails = "the provider is down"
    with pytest.raises(OpsError, match="the provider is down"):
        plan.run("rehearsal", as_json=True)
    assert capsys.readouterr().out == ""
