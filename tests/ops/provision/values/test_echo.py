"""Role echo is told how many copies stand in for the API, and where their image is kept."""

from dataclasses import replace

import pytest

from core.topology import OVERLAY_NETWORK, Port
from ops import environment
from ops.provision.values import echo, registry
from tests.ops.hosts.facts import fact

FIRST = replace(fact("app-1"), roles=("edge", "app", "manager"))
OTHER = replace(fact("app-2", number=11), roles=("app", "manager"))
HOSTS = [FIRST, OTHER]


def told(host=FIRST, name="production"):
    return echo.values(environment.load(name), HOSTS, host)


def test_one_host_does_the_work_beside_the_registry():
    assert [told(host)["echo_runs"] for host in HOSTS] == [True, False]
    assert registry.where(HOSTS) is FIRST


def test_its_image_is_in_the_registry():
    assert told(OTHER)["echo_registry"] == f"{FIRST.private_address}:{Port.REGISTRY}"
    assert told(OTHER)["echo_registry_password"] == "{{ vault.registry_password }}"


@pytest.mark.parametrize("name", ["rehearsal", "staging", "production"])
def test_it_is_as_many_and_as_small_as_the_api(name):
    api = environment.load(name).apps.api
    assert (told(name=name)["echo_replicas"], told(name=name)["echo_memory_mb"]) == (
        api.replicas,
        api.memory_mb,
    )


def test_the_edge_finds_it_where_it_finds_the_api():
    assert told()["echo_network"] == OVERLAY_NETWORK
    assert told()["echo_port"] == Port.API
