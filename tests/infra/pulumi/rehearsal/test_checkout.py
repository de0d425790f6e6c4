"""The checkout's id: made once, kept when its state moves, refused in a copy."""

import json
import shutil

import pytest

from infra.pulumi.rehearsal.checkout import identifier
from ops.errors import UsageError


@pytest.fixture
def state(tmp_path):
    (tmp_path / "first").mkdir()
    return tmp_path / "first"


def test_it_is_six_hexadecimal_digits_made_once(state):
    made = identifier(state)
    assert len(made) == 6
    assert int(made, 16) >= 0
    assert identifier(state) == made


def test_two_checkouts_have_two(state, tmp_path):
    (tmp_path / "second").mkdir()
    assert identifier(state) != identifier(tmp_path / "second")


def test_a_copy_is_refused_as_long_as_the_first_is_there(state, tmp_path):
    identifier(state)
    copy = shutil.copytree(state, tmp_path / "copy")
    with pytest.raises(UsageError) as caught:
        identifier(copy)
    assert str(caught.value).startswith(f"{copy} is a copy of {state}")
    assert identifier(state)


def test_the_copy_begins_with_none_after_what_it_was_told_to_delete(state, tmp_path):
    made = identifier(state)
    copy = shutil.copytree(state, tmp_path / "copy")
    shutil.rmtree(copy)
    copy.mkdir()
    assert identifier(copy) != made


def test_a_move_is_followed(state, tmp_path):
    made = identifier(state)
    moved = state.rename(tmp_path / "moved")
    assert identifier(moved) == made
    assert json.loads((moved / "checkout.json").read_text()) == {"id": made, "state": str(moved)}


def test_and_back(state, tmp_path):
    made = identifier(state)
    moved = state.rename(tmp_path / "moved")
    identifier(moved)
    assert identifier(moved.rename(state)) == made


def test_nothing_half_written_is_left(state):
    identifier(state)
    assert [path.name for path in state.iterdir()] == ["checkout.json"]


def test_a_lost_id_is_found_in_the_names_of_the_hosts(tmp_path):
    stacks = tmp_path / ".pulumi/stacks/hosts"
    stacks.mkdir(parents=True)
    (stacks / "rehearsal.json").write_text('{"name": "wm-1a2b3c-rehearsal-app-1"}')
    assert identifier(tmp_path) == "1a2b3c"


@pytest.mark.parametrize("left", ["", "{", "[]", "{}", "null"])
def test_a_damaged_file_is_named(tmp_path, left):
    (tmp_path / "checkout.json").write_text(left)
    with pytest.raises(UsageError, match=r"checkout.json: cannot be read; remove it"):
        identifier(tmp_path)
