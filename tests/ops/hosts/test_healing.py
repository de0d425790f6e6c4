"""What a killed run leaves: said by `plan`, put right by `provision`, in the order that works."""

import pytest

from ops.errors import OpsError
from ops.hosts import healing, lock, pending
from ops.hosts.lock import Lock
from ops.hosts.pending import Pending
from tests.ops.hosts.stacks import CONTAINER, VOLUME, Stack, creating

BEGUN = [creating(CONTAINER, "app-1", name="hosts-app-1"), creating(VOLUME, "data-1-data")]


class Held(Lock):
    """A lock of which the test knows whether its run is dead."""

    is_stale = False


class Stale(Held):
    is_stale = True


@pytest.fixture
def left(monkeypatch):
    """Return `left(stack, *locks)`: these locks are on the stack; what is removed is one of its calls."""

    def use(stack, *locks):
        def remove(begun):
            stack.calls.append(f"remove {', '.join(map(str, begun))}")
            return [each for each in begun if each.kind == CONTAINER]

        monkeypatch.setattr(lock, "held", lambda _: list(locks))
        monkeypatch.setattr(pending, "remove", remove)
        return stack

    return use


def of(kind):
    return kind(7, "ada", "laptop", "2026-10-01T10:00:00")


def test_a_run_that_is_at_work_is_left_alone(left):
    stack = left(Stack(pending=BEGUN), of(Held))
    with pytest.raises(OpsError) as caught:
        healing.heal(stack)
    assert str(caught.value) == (
        "rehearsal is being changed by ada@laptop (pid 7) since 2026-10-01T10:00:00: wait until it has ended"
        "; when you know that it is dead, type: pulumi cancel --stack rehearsal (in infra/pulumi/hosts)"
    )
    assert (caught.value.exit_code, stack.calls) == (1, [])


def test_one_run_at_work_among_dead_ones_is_enough(left):
    stack = left(Stack(), of(Stale), of(Held))
    with pytest.raises(OpsError):
        healing.heal(stack)
    assert stack.calls == []


def test_all_is_put_right_lock_first_then_the_engine_then_the_state(left, capsys):
    stack = left(Stack(pending=BEGUN), of(Stale))
    healing.heal(stack)
    assert stack.calls == ["cancel", "remove Container hosts-app-1, Volume data-1-data", "refresh"]
    out = capsys.readouterr().out
    assert "lock of pid 7, which was killed: pulumi cancel" in out
    assert "Container hosts-app-1, Volume data-1-data: half made" in out
    assert "  removed Container hosts-app-1\n" in out


def test_a_lock_alone(left):
    stack = left(Stack(), of(Stale))
    healing.heal(stack)
    assert stack.calls == ["cancel"]


def test_a_pending_create_alone(left):
    stack = left(Stack(pending=BEGUN[:1]))
    healing.heal(stack)
    assert stack.calls == ["remove Container hosts-app-1", "refresh"]


def test_nothing_is_done_when_all_is_well(left, capsys):
    stack = left(Stack())
    healing.heal(stack)
    assert (stack.calls, healing.diagnose(stack), capsys.readouterr().out) == ([], [], "")


def test_the_diagnosis_changes_nothing(left):
    stack = left(Stack(pending=BEGUN), of(Stale))
    assert healing.diagnose(stack) == [
        "the lock of ada@laptop (pid 7) since 2026-10-01T10:00:00 is stale: its run was killed",
        "Container hosts-app-1 was being made when a run was killed",
        "Volume data-1-data was being made when a run was killed",
    ]
    assert stack.calls == []


def test_the_diagnosis_says_nothing_of_a_run_that_is_at_work(left):
    assert healing.diagnose(left(Stack(), of(Held))) == []


def test_the_kinds_are_those_of_the_state():
    assert pending.of(Stack(pending=BEGUN))[0] == Pending(CONTAINER, "hosts-app-1")
