"""What Pulumi does: a line for each resource that changes, and how many there were."""

import re

import pytest

from ops.hosts.changes import Changes, summary
from tests.ops.hosts.stacks import CONTAINER, HOST, NETWORK, SERVER, VOLUME, event


def told(*events, planned=False):
    changes = Changes(planned)
    for each in events:
        changes.on_event(each)
    return changes


@pytest.mark.parametrize(
    ("op", "kind", "name", "diffs", "line"),
    [
        ("create", CONTAINER, "app-1", None, "+ docker Container          app-1"),
        ("update", SERVER, "app-1", ["serverType"], "~ hcloud Server             app-1 (serverType)"),
        ("create-replacement", CONTAINER, "a", ["b", "c"], "± docker Container          a (b, c)"),
        ("delete", VOLUME, "data-1-data", None, "- docker Volume             data-1-data"),
        ("delete", "hcloud:index/sshKey:SshKey", "ada", [], "- hcloud SshKey             ada"),
        ("create", CONTAINER, "app-1", ["image"], "+ docker Container          app-1"),
    ],
)  # fmt: skip
def test_the_line_of_a_change(capsys, op, kind, name, diffs, line):
    changes = told(event(op, kind, name, diffs))
    assert str(changes.done[0]) == line
    assert capsys.readouterr().out == f"  {line}  0.0 s\n"


@pytest.mark.parametrize(
    "op", ["same", "refresh", "replace", "delete-replaced", "discard-replaced", "remove-pending-replace"]
)
def test_what_changes_nothing_by_itself_has_no_line(capsys, op):
    assert told(event(op, CONTAINER, "app-1")).done == []
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("kind", [HOST, "pulumi:pulumi:Stack", "pulumi:providers:docker"])
def test_components_the_stack_and_providers_are_hidden(capsys, kind):
    assert told(event("create", kind, "hosts-rehearsal")).counted() == {}
    assert capsys.readouterr().out == ""


def test_a_replacement_is_one_change_in_the_engines_own_order():
    steps = [("delete-replaced", None), ("replace", ["image"]), ("create-replacement", ["image"])]
    changes = told(*[event(op, CONTAINER, "app-1", diffs) for op, diffs in steps])
    assert changes.counted() == {"replaced": 1}


def test_the_time_is_that_of_the_resource(capsys, monkeypatch):
    clock = iter([10.0, 100.0, 112.34])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    told(event("create", CONTAINER, "app-1", done=False), event("create", NETWORK, "private", done=False),
         event("create", NETWORK, "private"))  # fmt: skip
    assert re.search(r"private  \d+\.\d s", capsys.readouterr().out)[0] == "private  12.3 s"


def test_a_plan_is_told_before_anything_is_done_and_without_a_time(capsys):
    changes = told(
        event("create", CONTAINER, "app-1", done=False), event("create", CONTAINER, "app-1"), planned=True
    )
    assert capsys.readouterr().out == "  + docker Container          app-1\n"
    assert changes.counted() == {"created": 1}


def test_nothing_is_counted_before_it_is_done():
    assert told(event("create", CONTAINER, "app-1", done=False)).done == []


def test_counts():
    changes = told(
        event("create", CONTAINER, "app-1"),
        event("create", CONTAINER, "app-2"),
        event("update", CONTAINER, "data-1"),
        event("delete", VOLUME, "old"),
        event("create-replacement", NETWORK, "private"),
        event("import", NETWORK, "public"),
    )
    assert changes.counted() == {"created": 2, "updated": 1, "deleted": 1, "replaced": 1}


@pytest.mark.parametrize(
    ("counts", "planned", "sentence"),
    [
        ({}, False, "nothing changed"),
        ({}, True, "nothing to change"),
        ({"created": 3, "updated": 1}, False, "3 created, 1 updated"),
        ({"created": 3, "updated": 1}, True, "3 to create, 1 to update"),
        ({"deleted": 2, "replaced": 1}, True, "2 to delete, 1 to replace"),
    ],
)
def test_summary(counts, planned, sentence):
    assert summary(counts, planned) == sentence


def test_for_machines():
    assert told(event("update", SERVER, "app-1", ["serverType"])).done[0].as_dict() == {
        "op": "update", "kind": "hcloud Server", "name": "app-1", "diffs": ["serverType"],
    }  # fmt: skip
