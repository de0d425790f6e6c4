"""Containers that were made and never started."""

import pytest
from docker.errors import NotFound

from infra.pulumi.rehearsal import engine
from ops.hosts import unstarted
from ops.hosts.pending import Pending
from tests.ops.hosts.stacks import CONTAINER, NETWORK, Stack, resource


@pytest.fixture
def found(monkeypatch):
    """Return `found(status)`: of two containers, one whose start failed and which has that status now."""

    def use(status, kind=CONTAINER):
        failed = resource(kind, "app-1") | {
            "initErrors": ["its start failed"],
            "inputs": {"name": "hosts-app-1"},
        }
        monkeypatch.setattr(engine, "connect", lambda: Client(status))
        return unstarted.of(Stack(failed, resource(CONTAINER, "app-2") | {"inputs": {"name": "hosts-app-2"}}))

    return use


class Client:
    def __init__(self, status):
        self.status = status

    def inspect_container(self, name):
        if self.status is None:
            raise NotFound(name)
        return {"State": {"Status": self.status}}


def test_one_that_never_ran(found):
    assert found("created") == [Pending(CONTAINER, "hosts-app-1")]


@pytest.mark.parametrize("status", ["running", "exited", "restarting", None])
def test_one_that_ran_or_is_gone_is_left(found, status):
    assert found(status) == []


def test_other_resources_are_left(found):
    assert found("created", kind=NETWORK) == []
