"""All or nothing: whatever ends a release on its way, everything goes back, and that is said."""

import os
import signal
from types import SimpleNamespace

import pytest

from ops.errors import OpsError
from ops.release import change, move, record, seen, spread, watch
from ops.release.change import Before, Change, MixedError, RevertedError
from ops.release.record import State
from ops.release.seen import Seen
from ops.release.steps import Steps
from tests.ops.release.test_record import release

BEFORE = Before("release 1 (abc)", {"api": {"Name": "api"}})


class Doing:
    """What was done, in order; fails: what a step raises."""

    def __init__(self):
        self.calls, self.fails, self.lacking, self.uneven = [], {}, [], set()

    def step(self, name):
        def act(*_, **__):
            self.calls.append(name)
            if name in self.fails:
                problem = self.fails.pop(name)
                raise problem if isinstance(problem, BaseException) else OpsError(problem)

        return act


@pytest.fixture
def doing(monkeypatch):
    made = Doing()
    monkeypatch.setattr(seen, "look", lambda _: Seen({}, ["app-3"]))
    monkeypatch.setattr(
        spread, "uneven", lambda _, hosts: [SimpleNamespace(name=on) for on in made.uneven & hosts]
    )
    monkeypatch.setattr(spread, "even", made.step("spread"))
    monkeypatch.setattr(watch, "past", lambda _: None)
    monkeypatch.setattr(watch, "until_there", made.step("wait"))
    monkeypatch.setattr(watch, "until_alone", lambda *_: None)
    monkeypatch.setattr(watch, "on", made.step("watch"))
    monkeypatch.setattr(watch, "back", lambda *_: made.calls.append("back") or made.lacking)
    monkeypatch.setattr(move, "apply", lambda _, services, __: made.step(f"apply {len(services)}")())
    monkeypatch.setattr(record, "mark", lambda _, __, state: made.calls.append(state))
    return made


@pytest.fixture
def act(doing):
    environment = SimpleNamespace(domain="hooks.test")
    hosts = ["app-1", "app-2", "app-3"]
    target = SimpleNamespace(engine=None, name="t", environment=environment, with_role=lambda _: hosts)
    changing = Change(target, SimpleNamespace(check=lambda: None), Steps(), {}, doing.step("canary"))
    return lambda: changing.make(release(2), BEFORE)


GONE_BACK = ["apply 1", "back", State.FAILED]


def test_a_release_moves_is_tried_watched_and_then_good(doing, act):
    act()
    assert doing.calls == ["apply 0", "wait", "canary", "watch", State.GOOD]


@pytest.mark.parametrize(("host", "first"), [("app-1", "spread"), ("app-3", "apply 0")])
def test_copies_are_spread_first_over_the_hosts_that_are_up(doing, act, host, first):
    doing.uneven = {host}
    act()
    assert doing.calls[0] == first


@pytest.mark.parametrize("step", ["apply 0", "wait", "canary", "watch"])
def test_wherever_it_fails_all_goes_back_and_the_cause_is_named(doing, act, step):
    doing.fails[step] = "worker: exit code 3\n  worker wrote: why"
    with pytest.raises(RevertedError) as caught:
        act()
    assert str(caught.value) == (
        "release 2 (000000000000) failed: worker: exit code 3; everything runs release 1 (abc) again"
    )
    assert doing.calls[-3:] == GONE_BACK


def test_a_fault_of_ours_goes_back_too(doing, act):
    doing.fails["wait"] = KeyError("data")
    with pytest.raises(RevertedError, match="failed: KeyError: 'data'; everything runs"):
        act()
    assert doing.calls[-3:] == GONE_BACK


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_is_told_to_stop_goes_back_first(doing, act, monkeypatch, number):
    monkeypatch.setattr(watch, "until_there", lambda *_: os.kill(os.getpid(), number))
    before = signal.getsignal(number)
    with pytest.raises(RevertedError, match="stopped by hand"):
        act()
    assert doing.calls[-3:] == GONE_BACK
    assert signal.getsignal(number) == before


def test_what_cannot_be_put_back_is_said_as_mixed(doing, act):
    doing.fails["wait"] = "web: exit code 1"
    doing.lacking = ["web: 0 of 2 run (pending: no host)"]
    with pytest.raises(MixedError, match="not all runs as before: web: 0 of 2 run"):
        act()


def test_managers_that_are_lost_on_the_way_back_are_asked_again(doing, act, monkeypatch):
    doing.fails |= {"wait": "web: exit code 1", "apply 1": "no manager answers"}
    with pytest.raises(RevertedError, match="web: exit code 1; everything runs"):
        act()
    assert doing.calls[-4:] == ["apply 1", *GONE_BACK]


def test_managers_that_stay_lost_are_said_too(doing, act, monkeypatch):
    monkeypatch.setattr(change, "_BACK_SECONDS", -1)
    doing.fails |= {"wait": "web: exit code 1", "apply 1": "no manager answers"}
    with pytest.raises(MixedError, match="not all runs as before: no manager answers"):
        act()


def test_a_change_by_hand_and_a_service_of_no_release_are_differences(services):
    now = release(1)
    now.services.update(services)
    live = {name: SimpleNamespace(spec=spec, owner="release") for name, spec in services.items()}
    live["cron"] = SimpleNamespace(spec={}, owner="release")
    live["web"] = SimpleNamespace(spec={**services["web"], "Labels": {}}, owner="release")
    del live["relay"]
    seen = SimpleNamespace(services=live, released=live)
    said = change.differences(now, seen)
    assert "relay: is not there" in said
    assert "cron: is in no release" in said
    assert any(line.startswith("web: Labels: ") for line in said)
    assert len(said) == 3
