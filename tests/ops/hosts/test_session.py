"""A command's beginning: everything is checked before Pulumi is called, and Ctrl-C lets it end in order."""

import os
import signal
from pathlib import Path

import pytest

from ops.errors import OpsError, StoppedError, UsageError
from ops.hosts import preflight, session, stack
from ops.toolchain import choice
from ops.toolchain.choice import Engine
from tests.ops.hosts.stacks import Stack, failure


@pytest.fixture
def opened(monkeypatch):
    """Give the stack of a machine on which all is well."""
    found = Stack()
    monkeypatch.setattr(preflight, "check", lambda _: None)
    monkeypatch.setattr(stack, "opened", lambda *_: found)
    return found


@pytest.fixture
def engine_is(monkeypatch):
    def use(official):
        monkeypatch.setattr(choice, "engine", lambda: Engine(Path("pulumi"), official, "3.259.0", {}))

    use(official=True)
    return use


def begin(name="staging"):
    with session.begin(name) as begun:
        return begun


def test_it_gives_the_environment_its_stack_and_the_engine(opened, engine_is):
    begun = begin()
    assert (begun.environment.name, begun.stack, begun.engine.official) == ("staging", opened, True)


@pytest.mark.parametrize(
    ("official", "said"), [(True, "3.259.0 "), (False, "3.259.0, with offline stand-ins ")]
)
def test_it_says_which_pulumi_works(opened, engine_is, capsys, official, said):
    engine_is(official)
    begin()
    assert f"pulumi      {said}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "official", "make_believe"),
    [
        ("staging", True, False),
        ("staging", False, True),
        ("rehearsal", False, False),
        ("rehearsal", True, False),
    ],
)
def test_a_stand_in_rents_nothing_and_rehearsal_is_real_on_either(
    opened, engine_is, name, official, make_believe
):
    engine_is(official)
    assert begin(name).is_make_believe == make_believe


@pytest.mark.parametrize(
    ("before", "after", "who"), [(True, False, "the maker's plugins"), (False, True, "offline stand-ins")]
)
def test_a_state_that_the_other_plugins_wrote_is_refused(opened, engine_is, before, after, who):
    engine_is(before)
    session.claim(begin())
    engine_is(after)
    for _ in range(2):
        with pytest.raises(OpsError) as caught:
            begin()
        assert str(caught.value) == (
            f"the state of staging was written with {who}: go on with them, or destroy the hosts with them"
        )
    engine_is(before)
    begin()


def test_a_look_claims_nothing(opened, engine_is):
    begin()
    engine_is(official=False)
    begin()


def test_each_environment_has_its_own(opened, engine_is):
    session.claim(begin())
    engine_is(official=False)
    begin("rehearsal")


def test_what_is_refused_before_leaves_no_trace(monkeypatch, engine_is, state):
    monkeypatch.setattr(stack, "opened", lambda *_: pytest.fail("Pulumi was called"))
    with pytest.raises(UsageError, match="HCLOUD_TOKEN: required"):
        begin()
    assert list(state.iterdir()) == []


def test_an_unknown_environment(engine_is):
    with pytest.raises(UsageError, match="no environment 'stagin'; choose from "):
        begin("stagin")


def test_what_pulumi_says_in_it_is_explained(opened, engine_is):
    with pytest.raises(UsageError, match="the passphrase is not the one"), session.begin("staging"):
        raise failure("incorrect passphrase")


def test_one_ctrl_c_waits_for_pulumi_and_a_second_one_stops(opened, engine_is, capsys):
    before = signal.getsignal(signal.SIGINT)
    with session.begin("staging"):
        os.kill(os.getpid(), signal.SIGINT)
        assert "once more to stop at once" in capsys.readouterr().out
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_after_a_ctrl_c_no_part_is_begun(opened, engine_is, capsys):
    with session.begin("staging") as begun:
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(StoppedError, match="nothing more was begun"), begun.section("apply", "hosts"):
            pytest.fail("it was begun")
    assert "apply" not in capsys.readouterr().out


def test_what_pulumi_gives_up_after_a_ctrl_c_is_called_stopped(opened, engine_is, capsys):
    def cancel():
        os.kill(os.getpid(), signal.SIGINT)
        raise failure("update canceled")

    with (
        session.begin("staging") as begun,
        pytest.raises(StoppedError, match="stopped as you asked"),
        begun.section("apply", "hosts"),
    ):
        cancel()
    assert capsys.readouterr().out.splitlines()[-1].split() == ["apply", "stopped"]


@pytest.mark.parametrize("left", ["", "{}", "null", "[]"])
def test_a_damaged_note_of_who_wrote_the_state_refuses_nobody(opened, engine_is, state, left):
    session.claim(begin())
    (state / "staging/engine.json").write_text(left)
    begin()


def test_ctrl_c_twice_is_said_in_a_sentence(opened, engine_is):
    with (
        pytest.raises(OpsError, match="stopped at once; what was begun may be half done"),
        session.begin("staging"),
    ):
        raise KeyboardInterrupt
