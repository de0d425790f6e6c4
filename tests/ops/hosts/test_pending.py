"""What a killed run had begun to make: found in the state, removed from the engine when it is ours."""

import pytest
from docker.errors import APIError, NotFound

from core.topology import Label
from infra.pulumi.rehearsal import engine
from ops.errors import OpsError
from ops.hosts import pending
from ops.hosts.pending import Pending
from tests.ops.hosts.conftest import CHECKOUT
from tests.ops.hosts.stacks import CONTAINER, NETWORK, SERVER, VOLUME, Stack, creating

OURS = {Label.CHECKOUT: CHECKOUT}


class Client:
    """An engine that knows containers and networks by their names, and their labels."""

    def __init__(self, containers=(), networks=()):
        self.containers, self.networks = dict(containers), dict(networks)
        self.refusal = None

    def inspect_container(self, name):
        return {"Config": {"Labels": _get(self.containers, name)}}

    def inspect_network(self, name):
        return {"Labels": _get(self.networks, name)}

    def remove_container(self, name, force):
        assert force
        if self.refusal:
            raise APIError("no", explanation=self.refusal)
        del self.containers[name]

    def remove_network(self, name):
        del self.networks[name]


def _get(objects, name):
    if name not in objects:
        raise NotFound("no such object")
    return objects[name]


@pytest.fixture
def on(monkeypatch):
    """Return `on(client)`: that engine answers."""
    return lambda client: monkeypatch.setattr(engine, "connect", lambda: client)


def test_nothing_is_pending_in_a_stack_that_is_well():
    assert pending.of(Stack()) == []


def test_it_is_called_what_the_provider_calls_it():
    stack = Stack(pending=[creating(CONTAINER, "app-1", name="hosts-app-1"), creating(SERVER, "app-2")])
    assert [str(each) for each in pending.of(stack)] == ["Container hosts-app-1", "Server app-2"]


def test_what_was_not_being_created_is_none():
    stack = Stack(pending=[creating(CONTAINER, "app-1") | {"type": "deleting"}])
    assert pending.of(stack) == []


def test_a_container_and_a_network_of_ours_are_removed(on):
    client = Client({"app-1": OURS, "app-2": OURS}, {"private": OURS})
    on(client)
    left = [Pending(CONTAINER, "app-1"), Pending(NETWORK, "private")]
    assert pending.remove(left) == left
    assert (client.containers, client.networks) == ({"app-2": OURS}, {})


def test_what_was_never_made_needs_no_removal(on):
    on(Client())
    assert pending.remove([Pending(CONTAINER, "app-1"), Pending(NETWORK, "private")]) == []


@pytest.mark.parametrize("labels", [None, {}, {Label.CHECKOUT: "another"}])
def test_what_is_not_ours_is_left_and_said(on, labels):
    client = Client({"app-1": labels})
    on(client)
    with pytest.raises(OpsError) as caught:
        pending.remove([Pending(CONTAINER, "app-1")])
    assert str(caught.value) == (
        "Container app-1 is on this engine, and not this checkout's: nothing was removed"
    )
    assert "app-1" in client.containers


def test_a_volume_stays_and_no_engine_is_asked(on):
    on(None)
    assert pending.remove([Pending(VOLUME, "data-1-data"), Pending(SERVER, "app-1")]) == []


def test_an_engine_that_refuses_is_quoted(on):
    client = Client({"app-1": OURS})
    client.refusal = "removal is already in progress"
    on(client)
    with pytest.raises(OpsError) as caught:
        pending.remove([Pending(CONTAINER, "app-1")])
    assert str(caught.value) == "Container app-1 cannot be removed: removal is already in progress"
