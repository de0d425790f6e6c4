"""The engine on each host, and the Swarm that hosts form on their private network."""

import json
import time

import pytest

from core.topology import OVERLAY_NETWORK, SwarmPort
from ops.environment import Role

BACK_SECONDS = 90
METADATA, ANOTHER = "169.254.169.254", "192.0.2.254"
WITNESS = f"""\
ip netns add t-metadata
ip link add t-outside type veth peer name t-inside netns t-metadata
ip address add 169.254.169.249/29 dev t-outside
ip link set t-outside up
ip route add {ANOTHER} dev t-outside
ip -n t-metadata address add {METADATA}/29 dev t-inside
ip -n t-metadata address add {ANOTHER}/32 dev t-inside
ip -n t-metadata link set t-inside up
ip -n t-metadata route add default via 169.254.169.249
systemd-run --quiet --unit t-metadata ip netns exec t-metadata python3 -m http.server 80
"""
"""What clouds have at this address, and at another which is nobody's, behind a link of the host's own."""


@pytest.fixture
def manager(fleet):
    return next(fact.name for fact in fleet.facts if Role.MANAGER in fact.roles)


@pytest.fixture
def docker(fleet):
    """Give a way to ask a host's engine; what it prints as JSON is read."""

    def ask(name, command):
        return fleet.ssh(name, f"sudo docker {command}")

    return ask


def inspect_nodes(docker, manager):
    ids = docker(manager, "node ls --quiet").split()
    return json.loads(docker(manager, f"node inspect {' '.join(ids)}"))


def wait(whole, seconds=BACK_SECONDS):
    begun = time.monotonic()
    while not whole():
        assert time.monotonic() - begun < seconds, f"not within {seconds} s"
        time.sleep(1)


def test_the_engine_is_held_and_comes_back_however_often_it_fails(fleet):
    for fact in fleet.facts:
        assert {"docker.io", "containerd", "runc"} <= set(fleet.ssh(fact.name, "apt-mark showhold").split())
        assert fleet.host(fact.name).service("docker").is_enabled
        assert "StartLimitIntervalUSec=0" in fleet.ssh(fact.name, "systemctl show docker.service")


def test_the_engine_runs_with_its_settings(fleet, docker):
    for fact in fleet.facts:
        told = json.loads(docker(fact.name, "info --format json"))
        assert (told["Driver"], told["LoggingDriver"], told["LiveRestoreEnabled"]) == (
            "overlay2",
            "local",
            False,
        )


def test_the_swarm_is_the_environments_hosts_with_their_roles_as_labels(fleet, docker, manager):
    nodes = {node["Spec"]["Labels"]["host"]: node for node in inspect_nodes(docker, manager)}
    assert set(nodes) == {fact.name for fact in fleet.facts}
    for fact in fleet.facts:
        spec = nodes[fact.name]["Spec"]
        assert set(spec["Labels"]) == {"host", *fact.roles}
        assert spec["Role"] == ("manager" if Role.MANAGER in fact.roles else "worker")
        assert nodes[fact.name]["Status"]["Addr"] == fact.private_address


def test_swarm_listens_on_the_private_address_alone(fleet):
    for fact in fleet.facts:
        ports = " or ".join(f"sport = :{port}" for port in (SwarmPort.MANAGEMENT, SwarmPort.GOSSIP))
        listening = fleet.ssh(fact.name, f"ss -Hltun '( {ports} )' | awk '{{print $5}}'").split()
        assert {place.rpartition(":")[0] for place in listening} == {fact.private_address}


def test_containers_share_a_network_whose_packets_fit(fleet, docker, manager):
    network = json.loads(docker(manager, f"network inspect {OVERLAY_NETWORK}"))[0]
    assert network["Attachable"]
    assert network["Labels"] == {"owner": "hosts"}
    assert network["Options"]["com.docker.network.driver.mtu"] == str(fleet.environment.mtu - 50)
    for fact in fleet.facts:
        bridge = fleet.ssh(fact.name, "cat /sys/class/net/docker_gwbridge/mtu")
        assert int(bridge) == fleet.environment.mtu


def test_swarm_can_publish_nothing(docker, manager):
    assert "ingress" not in docker(manager, "network ls --format '{{.Name}}'").split()


def test_what_a_container_publishes_is_the_hosts_own(fleet, docker, manager):
    image = docker(manager, "service inspect api --format '{{.Spec.TaskTemplate.ContainerSpec.Image}}'")
    docker(manager, f"run --detach --name t-published --env PORT=3000 --publish 9999:3000 {image}")
    try:
        assert docker(manager, "port t-published") == "3000/tcp -> 127.0.0.1:9999"
    finally:
        docker(manager, "rm --force t-published")


def test_containers_reach_no_metadata_where_the_host_does(fleet, docker):
    host = fleet.facts[0].name
    container = docker(host, "ps --quiet --filter name=^api").split()[0]
    connect = "import socket, sys; socket.create_connection((sys.argv[1], 80), 3)"
    inside = f"sudo docker exec {container} /usr/bin/python3.13 -c '{connect}'"
    try:
        fleet.ssh(host, f"sudo sh -euc '{WITNESS}'")
        wait(lambda: fleet.try_ssh(host, f"curl --silent http://{METADATA}").returncode == 0, 10)
        assert fleet.try_ssh(host, f"{inside} {ANOTHER}").returncode == 0
        assert fleet.try_ssh(host, f"{inside} {METADATA}").returncode == 1
    finally:
        fleet.try_ssh(host, "sudo systemctl stop t-metadata; sudo ip netns del t-metadata")


def test_a_killed_engine_comes_back_with_its_containers(fleet, docker, manager):
    fleet.ssh(manager, "sudo kill -9 $(pidof dockerd)")
    wait(lambda: fleet.try_ssh(manager, "sudo docker ps --filter health=healthy --quiet").stdout.strip())


@pytest.mark.long
def test_a_host_that_was_lost_and_rebuilt_joins_again(fleet, docker, manager):
    lost = next(fact for fact in fleet.facts if fact.name != manager and Role.DATA not in fact.roles)
    before = {node["Spec"]["Labels"]["host"]: node["ID"] for node in inspect_nodes(docker, manager)}
    done = fleet.site.invoke("destroy", "--env", fleet.environment.name, "--host", lost.name, "--yes")
    assert done.returncode == 0, done.text
    done = fleet.provision()
    assert done.returncode == 0, done.text
    after = {node["Spec"]["Labels"]["host"]: node["ID"] for node in inspect_nodes(docker, manager)}
    assert set(after) == set(before)
    assert {name for name in after if after[name] != before[name]} == {lost.name}
