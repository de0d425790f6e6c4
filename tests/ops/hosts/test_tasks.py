"""The tasks of hosts, as they are typed: what is wrong ends in one sentence and exit code 2."""

from unittest.mock import ANY

import pytest
from invoke import Context, Exit

import tasks
from ops import bootstrap, plan
from ops.hosts import destroy, listing, provision
from ops.hosts import plan as hosts_plan


@pytest.fixture(autouse=True)
def inside(monkeypatch):
    """Stay where we are: tests run inside .venv already."""
    monkeypatch.setattr(bootstrap, "enter", lambda _: None)


@pytest.fixture
def ran(monkeypatch):
    """Give what reached ops/."""
    calls = []
    for module in (plan, hosts_plan, provision, destroy, listing):
        name = module.__name__.rpartition(".")[2]
        monkeypatch.setattr(module, "run", lambda *given, name=name: calls.append((name, *given)))
    return calls


def refused(task, **typed):
    with pytest.raises(Exit) as caught:
        task(Context(), **typed)
    assert caught.value.code == 2
    return caught.value.message


@pytest.mark.parametrize(
    ("task", "typed"),
    [(tasks.plan, {}), (tasks.provision, {"hosts": True}), (tasks.destroy, {}), (tasks.hosts, {})],
    ids=["plan", "provision", "destroy", "hosts"],
)
def test_an_unknown_environment_is_answered_with_the_known_ones(task, typed):
    said = refused(task, env="rehersal", **typed)
    assert said.startswith("no environment 'rehersal'; choose from ")
    assert "rehearsal" in said


@pytest.mark.parametrize(
    ("task", "typed", "reached"),
    [
        (tasks.plan, {"json": True}, ("plan", "rehearsal", True)),
        (tasks.provision, {"hosts": True}, ("provision", "rehearsal", ANY, False, ())),
        (
            tasks.provision,
            {"hosts": True, "yes": True, "trust": ["a"]},
            ("provision", "rehearsal", ANY, True, ["a"]),
        ),
        (tasks.provision, {"hosts": True, "dry_run": True}, ("plan", "rehearsal")),
        (tasks.destroy, {}, ("destroy", "rehearsal", destroy.Wish())),
        (
            tasks.destroy,
            {"host": "app-1", "data": True, "yes": True, "dry_run": True},
            ("destroy", "rehearsal", destroy.Wish(host="app-1", data=True, yes=True, dry_run=True)),
        ),
        (tasks.hosts, {"json": True}, ("listing", "rehearsal", True)),
    ],
)
def test_what_is_typed_arrives(ran, task, typed, reached):
    task(Context(), env="rehearsal", **typed)
    assert ran == [reached]


def test_ctrl_c_wherever_it_comes_is_said(monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(destroy, "run", stop)
    with pytest.raises(Exit) as caught:
        tasks.destroy(Context(), env="rehearsal")
    assert (caught.value.message, caught.value.code) == ("stopped", 1)
