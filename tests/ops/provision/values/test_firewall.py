"""Role firewall is told which ports answer whom."""

from dataclasses import replace

import pytest

from core.topology import ExporterPort, Port, SwarmPort
from ops import environment
from ops.provision.values import firewall
from tests.ops.hosts.facts import fact

EDGE = replace(fact("app-1"), roles=("edge", "app", "manager"))
APP = replace(fact("app-2", number=11), roles=("app",))
DATA = replace(fact("data-1", number=12), roles=("data", "monitor", "manager"))
HOSTS = [EDGE, APP, DATA]


def told(host, name="production"):
    return firewall.values(environment.load(name), HOSTS, host)


@pytest.mark.parametrize(("host", "ports"), [(EDGE, [80, 443]), (APP, []), (DATA, [])])
def test_the_world_reaches_the_web_on_the_edge_host_alone(host, ports):
    assert told(host)["firewall_public_tcp"] == ports


@pytest.mark.parametrize("name", ["rehearsal", "staging", "production"])
def test_people_log_in_from_where_the_environment_says(name):
    described = environment.load(name)
    assert told(EDGE, name)["firewall_admin_cidrs"] == [str(cidr) for cidr in described.admin_cidrs]
    assert told(EDGE, name)["firewall_ssh_port"] == 22


def test_private_ports_answer_on_this_hosts_private_address_to_the_environments_network():
    assert told(APP)["firewall_private_address"] == APP.private_address
    assert told(APP)["firewall_private_network"] == str(environment.load("production").network)


@pytest.mark.parametrize(
    ("host", "ports"),
    [
        (EDGE, {SwarmPort.GOSSIP, SwarmPort.MANAGEMENT, ExporterPort.NODE, Port.REGISTRY}),
        (APP, {SwarmPort.GOSSIP, ExporterPort.NODE}),
        (
            DATA,
            {SwarmPort.GOSSIP, SwarmPort.MANAGEMENT, Port.POSTGRES, Port.REDIS, *ExporterPort},
        ),
    ],
)
def test_a_host_answers_others_on_the_ports_of_its_own_roles(host, ports):
    assert told(host)["firewall_private_tcp"] == sorted(ports)


def test_overlays_and_gossip_travel_as_datagrams():
    assert set(told(APP)["firewall_private_udp"]) == {SwarmPort.OVERLAY, SwarmPort.GOSSIP}


def test_what_is_written_for_ansible_is_plain_numbers():
    numbers = [
        port for key in ("public_tcp", "private_tcp", "private_udp") for port in told(DATA)[f"firewall_{key}"]
    ]
    assert {type(port) for port in numbers} == {int}
