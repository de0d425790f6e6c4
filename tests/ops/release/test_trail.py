"""The trail as it is read: of all who have a part of it."""

from dataclasses import replace

import pytest

from ops.release import trail
from ops.release.trail import Entry
from tests.ops.release.here import Here

ENTRY = Entry("ada", "deploy", "1", "2", 30.0, "done", "", "2026-01-01T00:00:00Z")


@pytest.fixture
def ways(tmp_path, monkeypatch):
    monkeypatch.setattr(trail, "FILE", str(tmp_path / "trail.jsonl"))
    monkeypatch.setattr(trail, "_APPEND", f"cat >> {tmp_path}/trail.jsonl")
    return Here(lost=["app-2"])


def test_what_was_written_is_read_whoever_is_gone(ways):
    assert trail.write(ways, ["app-1", "app-2"], ENTRY) == 1
    assert trail.read(ways, ["app-1", "app-2"], 5) == [ENTRY]


def test_an_entry_that_several_have_is_one(ways):
    assert trail.write(ways, ["app-1", "app-3"], ENTRY) == 2
    assert trail.read(ways, ["app-1", "app-3"], 5) == [ENTRY]


def test_the_last_ones_are_shown_oldest_first():
    entries = [replace(ENTRY, at=f"2026-01-0{day}T00:00:00Z", id=str(day)) for day in (3, 1, 2)]
    assert [entry.id for entry in trail.merged(entries, 2)] == ["2", "3"]


def test_a_ci_says_for_whom_it_works(monkeypatch):
    monkeypatch.setenv("GITHUB_ACTOR", "ada")
    assert trail.who() == "ada (CI)"
