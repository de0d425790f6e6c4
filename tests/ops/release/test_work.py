"""Work on releases is in the trail as soon as something is changed, and not before."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from ops.errors import OpsError, UsageError
from ops.hosts import places
from ops.release import lock, record, trail, work
from ops.release.steps import Steps
from tests.ops.release.here import Here
from tests.ops.release.test_record import release


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    """Let nobody else be at work; give the trail's file."""
    monkeypatch.setattr(lock, "held", lambda *_: nullcontext())
    monkeypatch.setattr(record, "kept", lambda _: [release(4)])
    monkeypatch.setattr(places, "STATE", tmp_path)
    monkeypatch.setattr(trail, "FILE", str(tmp_path / "hosts.jsonl"))
    monkeypatch.setattr(trail, "_APPEND", f"cat >> {tmp_path}/hosts.jsonl")


def target(lost=(), confirm=False):
    environment = SimpleNamespace(confirm=confirm)
    ways = Here(lost)
    return SimpleNamespace(
        name="staging", environment=environment, ways=ways, managers=["app-1"], engine=None
    )


def written(of):
    return [(each.what, each.before, each.after, each.outcome) for each in trail.read(of.ways, ["app-1"], 9)]


def deploy(of, problem=None):
    with work.begin(of, {}, "deploy", Steps()) as begun:
        work.ask(begun, "Really?", yes=False)
        begun.after = "5"
        if problem:
            raise problem


def test_what_was_released_is_from_one_to_the_next():
    of = target()
    deploy(of)
    assert written(of) == [("deploy", "4", "5", "done")]


def test_what_failed_is_there_with_its_cause():
    of = target()
    with pytest.raises(OpsError):
        deploy(of, OpsError("what the copy wrote\nrelease 5 failed"))
    (entry,) = trail.read(of.ways, ["app-1"], 9)
    assert (entry.outcome, entry.cause) == ("failed", "release 5 failed")


def test_what_does_not_fit_leaves_nothing():
    of = target()
    with pytest.raises(OpsError), work.begin(of, {}, "deploy", Steps()):
        raise OpsError("the disk is too small")
    assert written(of) == []


def test_what_nobody_said_yes_to_leaves_nothing(monkeypatch):
    monkeypatch.setattr("builtins.input", lambda _: (_ for _ in ()).throw(EOFError))
    of = target(confirm=True)
    with pytest.raises(UsageError, match="Nobody can be asked here"):
        deploy(of)
    assert written(of) == []


def test_what_no_manager_takes_any_more_is_kept_on_this_machine():
    deploy(target(lost=["app-1"]))
    assert [entry.what for entry in trail.here("staging")] == ["deploy"]
