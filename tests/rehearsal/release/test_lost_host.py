"""A host that is lost in the middle of a release: everything goes back, on the hosts that are left."""

import time

import pytest

from ops.environment import Role
from tests.rehearsal.release.conftest import THREE

pytestmark = pytest.mark.parametrize("hosts", [THREE], indirect=True)

OPEN = 40
"""Requests that may be open on a host: the load has so many on its way at once, and few of them there."""
BACK_SECONDS = 120


@pytest.fixture
def victim(steady, engine):
    """Give a host that runs apps, is not the edge, and comes back after the test; kill it by calling it."""
    apps = [fact for fact in steady.facts if Role.APP in fact.roles and Role.EDGE not in fact.roles]
    if not apps:
        pytest.skip("needs a second host that runs apps")
    name = apps[0].name
    labels = {"label": [f"environment={steady.name}", f"host={name}"]}
    (container,) = engine.containers(filters=labels)
    yield name, lambda: engine.kill(container["Id"])
    engine.start(container["Id"])
    wait(lambda: "Ready" in node(steady, name))
    wait(lambda: steady.status()["status"] == "clean")


def node(steady, name):
    return steady.docker(f"node ls --filter name={name} --format '{{{{.Status}}}}'")


def wait(ready):
    end = time.monotonic() + BACK_SECONDS
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.5)


def test_all_is_as_before_where_it_still_can_be(steady, victim):
    name, kill = victim
    before = steady.images()
    steady.checkout.good()
    assert steady.deploy("--dry-run").returncode == 0  # the images are built
    with steady.load("lost-host") as account:
        deploy = steady.start()
        wait(lambda: steady.images()["api"] != before["api"])
        kill()
        said, _ = deploy.communicate(timeout=600)
    print(said)
    assert deploy.returncode != 0
    assert f"{name}: the host is down" in said
    assert steady.images() == before
    assert {pair for pair in steady.running() if pair[1] not in before.values()} == set()
    assert len(account.tally.lost) <= OPEN, account
    # What the host stored before it could answer is delivered too.
    assert account.stored == account.delivered <= account.sent, account
    assert account.gone == set(), account
