"""Role docker is told of the engine's networks, and of the Swarm that hosts form."""

from dataclasses import replace
from ipaddress import ip_network

import pytest

from ops import environment
from ops.provision.values import docker
from tests.ops.hosts.facts import fact

EDGE = replace(fact("app-1"), roles=("edge", "app", "manager"))
APP = replace(fact("app-2", number=11), roles=("app",))
HOSTS = [EDGE, APP]


def told(host=EDGE, name="production"):
    return docker.values(environment.load(name), HOSTS, host)


@pytest.mark.parametrize("host", HOSTS)
def test_swarm_listens_on_the_hosts_private_address(host):
    assert told(host)["docker_address"] == host.private_address
    assert told(host)["docker_swarm_port"] == 2377


def test_managers_are_the_hosts_of_that_role_and_others_work():
    assert [(node["name"], node["kind"]) for node in told()["docker_nodes"]] == [
        ("app-1", "manager"),
        ("app-2", "worker"),
    ]


def test_a_nodes_labels_are_its_hosts_roles_and_name():
    assert [node["labels"] for node in told()["docker_nodes"]] == [
        {"host": "app-1", "edge": "true", "app": "true", "manager": "true"},
        {"host": "app-2", "app": "true"},
    ]


def test_each_host_is_told_of_all():
    assert told(EDGE)["docker_nodes"] == told(APP)["docker_nodes"]


@pytest.mark.parametrize("name", ["rehearsal", "staging", "production"])
def test_an_overlays_packets_fit_into_those_that_carry_them(name):
    assert told(name=name)["docker_mtu"] == environment.load(name).mtu
    assert told(name=name)["docker_overlay_mtu"] == environment.load(name).mtu - 50


def test_no_two_networks_of_containers_overlap():
    keys = ("docker_bridge_pool", "docker_gateway_subnet", "docker_swarm_pool", "docker_overlay_subnet")
    networks = [ip_network(told()[key]) for key in keys]
    assert not any(one.overlaps(other) for one in networks for other in networks if one is not other)
