"""Facts of hosts: as they were when Pulumi was last asked, whatever happened since."""

import json

import pytest

from ops.errors import OpsError
from ops.hosts import facts
from tests.ops.hosts.facts import OUTPUT, fact

BOTH = [fact("app-1"), fact("data-1", number=11, data_device="/dev/disk/by-id/scsi-0HC_Volume_7")]


def test_the_programs_output_is_read():
    assert facts.parse([OUTPUT]) == [fact("app-1")]


@pytest.mark.parametrize("output", [None, []])
def test_a_program_that_made_no_hosts(output):
    assert facts.parse(output) == []


def test_what_is_kept_is_what_was_known():
    facts.keep("rehearsal", BOTH)
    assert facts.kept("rehearsal") == BOTH


def test_environments_do_not_meet():
    facts.keep("rehearsal", BOTH)
    facts.keep("staging", BOTH[:1])
    assert facts.kept("rehearsal") == BOTH


def test_where_nothing_is_known_a_sentence_says_what_makes_it():
    with pytest.raises(OpsError) as caught:
        facts.kept("rehearsal")
    assert str(caught.value) == (
        "no hosts of rehearsal are known here; type: invoke provision --env rehearsal --hosts"
    )


def test_keeping_none_forgets_all():
    facts.keep("rehearsal", BOTH)
    facts.keep("rehearsal", [])
    with pytest.raises(OpsError):
        facts.kept("rehearsal")


def test_a_file_that_was_written_by_half_is_never_read(state):
    facts.keep("rehearsal", BOTH)
    file = state / "rehearsal/hosts.json"
    (state / "rehearsal/hosts.json.half").mkdir()
    with pytest.raises(OSError, match="directory"):
        facts.keep("rehearsal", BOTH[:1])
    assert facts.kept("rehearsal") == BOTH
    assert file.read_text().endswith("]\n")


def test_the_file_is_replaced_by_a_whole_one(state):
    facts.keep("rehearsal", BOTH[:1])
    with (state / "rehearsal/hosts.json").open() as before:
        facts.keep("rehearsal", BOTH)
        assert facts.parse(json.load(before)) == BOTH[:1]
    assert [path.name for path in (state / "rehearsal").iterdir()] == ["hosts.json"]


def test_hosts_that_are_no_more_are_forgotten():
    facts.keep("rehearsal", BOTH)
    facts.forget_all_but("rehearsal", {"data-1"})
    assert facts.kept("rehearsal") == BOTH[1:]


def test_forgetting_where_nothing_is_known():
    facts.forget_all_but("rehearsal", {"data-1"})
    with pytest.raises(OpsError):
        facts.kept("rehearsal")


@pytest.mark.parametrize("left", ["", "[", '[{"name": "app-1"}]', "7"])
def test_damaged_facts_are_said_and_forgotten(state, left):
    facts.keep("rehearsal", BOTH)
    (state / "rehearsal/hosts.json").write_text(left)
    with pytest.raises(OpsError, match="damaged; type: invoke provision --env rehearsal --hosts"):
        facts.kept("rehearsal")
    facts.forget_all_but("rehearsal", {"data-1"})
    assert not (state / "rehearsal/hosts.json").exists()
