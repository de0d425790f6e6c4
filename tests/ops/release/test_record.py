"""Releases that are kept: which one runs, which one to go back to, which ones stay."""

import pytest

from ops.errors import UsageError
from ops.release import record, rollback
from ops.release.record import Release, State


def release(number, state=State.GOOD, origin=0):
    return Release(
        number=number, commit=f"{number:040d}", version="1.0.0", images={}, ids={}, layers={}, schema="0001",
        services={}, by="ada", at="2026-01-01T00:00:00Z", origin=origin or number, state=state,
    )  # fmt: skip


FAILED = State.FAILED
MOVING = State.MOVING


def test_the_last_good_one_should_run():
    kept = [release(1), release(2), release(3, FAILED), release(4, MOVING)]
    assert record.current(kept).number == 2
    assert record.current([release(1, FAILED)]) is None


def test_one_goes_back_to_the_good_one_before():
    kept = [release(1), release(2, FAILED), release(3)]
    assert rollback.choose(kept, "").number == 1


def test_who_went_back_goes_further_back_and_not_forth_again():
    kept = [release(1), release(2), release(3), release(4, origin=2)]
    assert rollback.choose(kept, "").number == 1


def test_where_there_is_none_before_that_is_said():
    with pytest.raises(UsageError, match="no release before"):
        rollback.choose([release(1)], "")


def test_a_release_is_chosen_by_its_number_and_a_failed_one_is_not():
    kept = [release(1), release(2, FAILED), release(3)]
    assert rollback.choose(kept, "1").number == 1
    with pytest.raises(UsageError, match=r"no release '2' is kept; choose from 1 \(0{12}\), 3 \(0{12}\)"):
        rollback.choose(kept, "2")


def test_a_release_again_is_new_in_its_number_alone():
    first = release(3)
    first.services["api"] = {"Labels": {"release": "3"}}
    second = rollback.again(first, 9)
    assert (second.number, second.origin, second.state) == (9, 3, MOVING)
    assert second.services == {"api": {"Labels": {"release": "9"}}}
    assert first.services == {"api": {"Labels": {"release": "3"}}}
