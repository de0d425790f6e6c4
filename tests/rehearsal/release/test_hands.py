"""What somebody changes by hand is told by the next call, and put back by the next release."""

import json
import time

import pytest

from ops.environment import Role
from tests.rehearsal.release.conftest import THREE

MOVED_SECONDS = 60

pytestmark = pytest.mark.parametrize("hosts", [THREE], indirect=True)


@pytest.fixture
def changed(steady):
    steady.docker("service update --detach --env-add BY_HAND=1 web")
    yield steady
    steady.checkout.good()
    assert steady.deploy().returncode == 0


def test_status_and_plan_tell_of_it_at_once(changed):
    told = changed.status()
    assert told["status"] != "clean"
    assert any(line.startswith("web: TaskTemplate.ContainerSpec.Env: ") for line in told["wrong"])
    planned = changed.deploy("--dry-run", "--json")
    assert planned.returncode == 0, planned.text
    by_hand = json.loads(planned.stdout)["plan"]["by_hand"]
    assert any(line.startswith("web: TaskTemplate.ContainerSpec.Env: ") for line in by_hand)


@pytest.mark.long
def test_the_next_release_puts_it_back(steady):
    steady.docker("service update --detach --replicas 0 worker-slow")
    assert "worker-slow: Mode.Replicated.Replicas: " in str(steady.status()["wrong"])
    steady.checkout.good()
    assert steady.deploy().returncode == 0
    assert steady.status()["status"] == "clean"


@pytest.fixture
def uneven(steady):
    """Give hosts of which one had to give its copies to the other."""
    host = steady.host(Role.APP)
    steady.docker(f"node update --availability drain {host}")
    end = time.monotonic() + MOVED_SECONDS
    while host in str(steady.places()) or steady.status()["status"] != "clean":
        assert time.monotonic() < end
    steady.docker(f"node update --availability active {host}")
    return steady


def test_the_next_release_spreads_copies_that_are_all_on_one_host(uneven):
    assert len(set(uneven.places()["api"])) == 1
    uneven.checkout.good()
    assert "spread" in uneven.deployed()["seconds"]
    assert len(set(uneven.places()["api"])) == 2
