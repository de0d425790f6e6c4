"""The provider service, over a resource that is kept in a dictionary."""

from collections.abc import Iterator

import pytest
from pulumi.runtime.proto import provider_pb2
from pulumi.runtime.rpc import UNKNOWN

from infra.pulumi.offline.wire import dump
from tests.infra.pulumi.offline import toy
from tests.infra.pulumi.offline.stack import Context, Did, FailedError, Stack

LABELS = [{"label": "a", "value": "1"}]
SAYS = "^offline stand-in for pulumi-toy: "


@pytest.fixture
def store() -> toy.Store:
    return {}


@pytest.fixture
def stack(store: toy.Store) -> Stack:
    return toy.stack(store)


@pytest.fixture
def fails() -> Iterator[set[str]]:
    """Give the steps that fail."""
    yield toy.Toy.fails
    toy.Toy.fails.clear()


def test_from_nothing_to_gone(stack: Stack, store: toy.Store) -> None:
    assert stack.up({"name": "a"}) == Did.CREATED
    assert stack.up({"name": "a"}) == Did.NOTHING
    assert stack.state == {"name": "a", "driver": "local", "mountpoint": "/a"}
    stack.delete()
    assert store == {}


def test_a_name_is_made_up_and_kept(stack: Stack) -> None:
    stack.up({})
    assert stack.id == "thing-0123456"
    stack.refresh()
    assert stack.up({}) == Did.NOTHING


def test_a_name_that_was_given_is_not_taken_for_one_that_was_made_up(stack: Stack) -> None:
    stack.up({"name": "a"})
    assert stack.up({}) == Did.REPLACED
    assert stack.id == "thing-0123456"


def test_a_preview_shows_what_is_not_known_yet(stack: Stack) -> None:
    assert stack.preview({"name": "a"}) == {"name": "a", "driver": UNKNOWN, "mountpoint": UNKNOWN}


def test_gone_it_is_forgotten(stack: Stack, store: toy.Store) -> None:
    stack.up({"name": "a"})
    store.clear()
    stack.refresh()
    assert stack.id == ""


@pytest.mark.parametrize(
    ("change", "did"),
    [
        ({"driverOpts": {"size": "2"}}, Did.UPDATED),
        ({"driverOpts": {}}, Did.UPDATED),
        ({"labels": [{"label": "a", "value": "2"}]}, Did.REPLACED),
        ({"labels": []}, Did.REPLACED),
        ({"labels": [*LABELS, *LABELS]}, Did.REPLACED),
        ({"driver": "other"}, Did.REPLACED),
        ({}, Did.NOTHING),
    ],
)
def test_a_change_updates_or_replaces(stack: Stack, change: dict[str, object], did: Did) -> None:
    given = {"name": "a", "driverOpts": {"size": "1"}, "labels": LABELS}
    stack.up(given)
    assert stack.up(given | change) == did
    assert stack.up(given | change) == Did.NOTHING


def test_what_the_maker_chose_stays_when_the_program_says_nothing(stack: Stack) -> None:
    stack.up({"name": "a", "driver": "special"})
    assert stack.up({"name": "a"}) == Did.NOTHING


@pytest.mark.parametrize(
    ("inputs", "first"),
    [({"name": "a"}, True), ({}, False)],
    ids=["named", "autonamed"],
)
def test_a_fixed_name_is_deleted_before_it_is_made_again(
    stack: Stack, inputs: dict[str, object], first: bool
) -> None:
    stack.up(inputs)
    found = stack.diff(stack.check(inputs | {"labels": LABELS}))
    assert found.replaces == ["labels"]
    assert found.deleteBeforeReplace is first


def test_a_change_says_where_it_is(stack: Stack) -> None:
    stack.up({"name": "a", "driverOpts": {"size": "1", "o/x": "2"}})
    found = stack.diff(stack.check({"name": "a", "driverOpts": {"size": "1"}, "labels": LABELS}))
    kinds = {
        path: provider_pb2.PropertyDiff.Kind.Name(diff.kind) for path, diff in found.detailedDiff.items()
    }
    assert kinds == {'driverOpts["o/x"]': "DELETE", "labels": "ADD_REPLACE"}


def test_what_is_ignored_is_no_change(stack: Stack) -> None:
    stack.up({"name": "a", "labels": LABELS})
    assert stack.up({"name": "a"}, ["labels"]) == Did.NOTHING


def test_a_drift_is_undone(stack: Stack, store: toy.Store) -> None:
    stack.up({"name": "a", "driverOpts": {"size": "1"}})
    store["a"]["driverOpts"] = {"size": "9"}
    stack.refresh()
    assert stack.inputs["driverOpts"] == {"size": "9"}
    assert stack.up({"name": "a", "driverOpts": {"size": "1"}}) == Did.UPDATED
    assert store["a"]["driverOpts"] == {"size": "1"}


def test_an_import_takes_its_inputs_from_what_is_there(stack: Stack, store: toy.Store) -> None:
    store["a"] = {"driver": "local", "labels": LABELS}
    read = stack.provider.Read(provider_pb2.ReadRequest(id="a", urn=stack.urn), Context())
    assert read.inputs == dump({"driver": "local", "labels": LABELS})


@pytest.mark.parametrize("step", ["finish", "read"])
def test_what_fails_after_it_exists_is_kept_and_said(stack: Stack, fails: set[str], step: str) -> None:
    fails.add(step)
    with pytest.raises(FailedError, match=f"{SAYS}{step} is refused$") as failure:
        stack.up({"name": "a"})
    assert failure.value.half_made
    assert (stack.id, stack.state) == ("a", {"name": "a"})


def test_what_fails_before_it_exists_is_not_kept(stack: Stack, fails: set[str]) -> None:
    fails.add("create")
    with pytest.raises(FailedError, match=f"{SAYS}create is refused$") as failure:
        stack.up({"name": "a"})
    assert failure.value.half_made is None


def test_a_failed_update_counts_as_done(stack: Stack, fails: set[str]) -> None:
    stack.up({"name": "a"})
    fails.add("update")
    with pytest.raises(FailedError, match="update is refused"):
        stack.up({"name": "a", "driverOpts": {"size": "1"}})
    assert stack.state["driverOpts"] == {"size": "1"}


def test_a_failed_delete_is_said(stack: Stack, fails: set[str]) -> None:
    stack.up({"name": "a"})
    fails.add("delete")
    with pytest.raises(FailedError, match=f"{SAYS}delete is refused$"):
        stack.delete()


def test_another_type_is_refused_with_those_that_it_has(store: toy.Store) -> None:
    with pytest.raises(
        FailedError, match="it has no docker:index/image:Image; it has docker:index/volume:Vol"
    ):
        toy.stack(store, "docker:index/image:Image").up({})


def test_a_child_of_a_component_is_known_by_its_own_type(store: toy.Store) -> None:
    stack = toy.stack(store, f"webhook-monitor:hosts:Host${toy.TOKEN}")
    assert stack.up({"name": "a"}) == Did.CREATED
