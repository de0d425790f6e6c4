"""Rehearsal's vault: made where it is missing, completed where it is old, else left alone."""

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
