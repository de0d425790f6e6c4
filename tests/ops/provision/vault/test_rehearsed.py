"""Rehearsal's vault: made where it is missing, completed where it is old, else left alone."""

from traceback import format_exception

import pytest

from ops.errors import UsageError
from ops.provision.vault import check, contents, keys, rehearsed, sealed


def test_made_whole(rehearsal):
    rehearsed.complete(rehearsal)
    assert contents.problems(rehearsal, sealed.read(rehearsal)) == []


def test_left_alone(rehearsal):
    rehearsed.complete(rehearsal)
    before = sealed.path(rehearsal).read_bytes()
    rehearsed.complete(rehearsal)
    assert sealed.path(rehearsal).read_bytes() == before


def test_one_of_an_older_day_gets_what_it_lacks_and_keeps_what_it_has(rehearsal):
    first, *_ = keys.of(rehearsal)
    sealed.write(rehearsal, contents.line(first, "wm_kept-kept-kept"))
    found = check.require(rehearsal)
    assert found[first.name] == "wm_kept-kept-kept"
    assert set(found) == {key.name for key in keys.of(rehearsal)}


def test_what_was_made_is_said_by_its_name_and_never_by_its_value(rehearsal, capsys):
    first, *others, last = keys.of(rehearsal)
    sealed.write(rehearsal, "".join(contents.line(key, key.make()) for key in others))
    rehearsed.complete(rehearsal)
    said = f"environments/rehearsal.vault.yml: made new: {first.name}, {last.name}\n"
    assert capsys.readouterr().out == said
    rehearsed.complete(rehearsal)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "text", ['api_key: "wm_canary', "wm_canary", "- wm_canary", "api_key: !!int wm_canary"]
)
def test_one_that_is_damaged_stays_as_it_is_and_none_of_it_is_said(rehearsal, text):
    sealed.write(rehearsal, text)
    with pytest.raises(UsageError) as caught:
        check.require(rehearsal)
    assert "canary" not in "".join(format_exception(caught.value))
    assert sealed.read(rehearsal) == text
