"""What reaches a host, seen from others: the world, the fleet, people, containers."""

import shlex
import time

import pytest

from core.topology import ExporterPort, Port, PublicPort, SwarmPort
from ops.environment import Role
from tests.rehearsal.provision.outside import open_from_here, shown

STRANGER = "192.0.2.7"
"""An address that is in no admin_cidrs, and nobody's."""
PUBLISHED = 9999
GUARD_SECONDS = 8
PROBE = """\
import socket, sys
source, *targets = sys.argv[1:]
for target in targets:
    address, port = target.rsplit(":", 1)
    one = socket.socket()
    one.settimeout(2)
    try:
        one.bind((source, 0))
        one.connect((address, int(port)))
        print(port, "open")
    except ConnectionRefusedError:
        print(port, "refused")
    except OSError as problem:
        print(port, "unreachable" if problem.errno == 113 else "silent")
"""
BAD_RULES = """\
table inet firewall
delete table inet firewall
table inet firewall {
  chain input {
    type filter hook input priority filter; policy drop;
  }
}
"""
IMAGE = (
    "sudo tar -C / -ch usr/bin/python3 usr/lib/python3.13"
    " $(ldd /usr/bin/python3 | grep -o '/[^ ]*' | cut -c2-) | sudo docker import - t-firewall"
)


@pytest.fixture
def edge(fleet):
    return next(fact for fact in fleet.facts if Role.EDGE in fact.roles)


@pytest.fixture
def data(fleet):
    return next(fact for fact in fleet.facts if Role.DATA in fact.roles)


@pytest.fixture
def neighbour(fleet, edge):
    """Give another host; an environment of one has none."""
    others = [fact for fact in fleet.facts if fact.name != edge.name]
    if not others:
        pytest.skip("this environment has one host: nobody looks at it from its private network")
    return others[0]


@pytest.fixture
def answers(fleet):
    """Return `answers(from, address, ports)`: what each port says to another host; silence is a drop."""

    def ask(fact, address, ports, source="0.0.0.0", within=""):
        targets = [f"{address}:{int(port)}" for port in ports]
        argv = [*shlex.split(within), "python3", "-c", PROBE, source, *targets]
        said = fleet.ssh(fact.name, shlex.join(argv))
        return {int(port): word for port, word in (line.split() for line in said.splitlines())}

    return ask


@pytest.fixture
def stranger(fleet, edge, neighbour):
    """Give the neighbour an address from which nobody administrates, and the edge a way back to it."""
    fleet.ssh(neighbour.name, f"sudo ip address add {STRANGER}/32 dev lo")
    fleet.ssh(edge.name, f"sudo ip route replace {STRANGER} via {neighbour.public_address}")
    yield neighbour
    fleet.ssh(edge.name, f"sudo ip route delete {STRANGER}")
    fleet.ssh(neighbour.name, f"sudo ip address delete {STRANGER}/32 dev lo")


@pytest.fixture
def container(fleet, edge):
    """Run a container that publishes a port on all addresses; return how to run a program in it."""
    host = fleet.host(edge.name)
    if host.run("command -v docker").rc:
        pytest.skip("no engine on the edge host")
    fleet.ssh(edge.name, f"sudo docker rm --force t-firewall; {IMAGE}")
    run = f"sudo docker run --detach --name t-firewall --publish {PUBLISHED}:{PUBLISHED} t-firewall"
    fleet.ssh(edge.name, f"{run} python3 -m http.server {PUBLISHED}")
    _wait(lambda: host.run(f"curl --silent --fail --output /dev/null http://127.0.0.1:{PUBLISHED}/").rc == 0)
    yield "sudo docker exec t-firewall"
    fleet.ssh(edge.name, "sudo docker rm --force t-firewall; sudo docker image rm t-firewall")


def _wait(ready, seconds=60):
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.3)


def test_from_outside_a_host_shows_ssh_and_the_edge_the_web_and_nothing_else(fleet):
    for fact in fleet.facts:
        shown(fleet, fact, PUBLISHED)


def test_ssh_is_silent_to_who_is_not_in_admin_cidrs_while_the_web_answers(answers, stranger, edge):
    said = answers(stranger, edge.public_address, [PublicPort.SSH, PublicPort.HTTP], source=STRANGER)
    assert said[PublicPort.SSH] == "silent"
    assert said[PublicPort.HTTP] in ("open", "refused")


def test_private_ports_answer_the_fleet_by_the_private_address_alone(answers, edge, neighbour):
    ports = [SwarmPort.MANAGEMENT, ExporterPort.NODE]
    assert "silent" not in answers(neighbour, edge.private_address, ports).values()
    assert set(answers(neighbour, edge.public_address, ports).values()) == {"silent"}


def test_a_host_answers_on_the_ports_of_its_own_roles(answers, edge, data, neighbour):
    not_here = [Port.POSTGRES, Port.REDIS, PublicPort.SSH]
    assert set(answers(neighbour, edge.private_address, not_here).values()) == {"silent"}
    assert "silent" not in answers(edge, data.private_address, [Port.POSTGRES, Port.REDIS]).values()


def test_the_private_address_is_not_reached_from_the_public_network_by_whatever_sender(
    fleet, answers, edge, neighbour
):
    way = f"{edge.private_address}/32 via {edge.public_address}"
    for sender in (neighbour.public_address, neighbour.private_address):
        fleet.ssh(neighbour.name, f"sudo ip route replace {way} src {sender}")
        try:
            said = answers(neighbour, edge.private_address, [ExporterPort.NODE], source=sender)
        finally:
            fleet.ssh(neighbour.name, f"sudo ip route delete {way}")
        assert said == {ExporterPort.NODE: "silent"}


def test_a_port_that_docker_publishes_is_reached_by_nobody(fleet, container, answers, edge, neighbour):
    assert open_from_here(edge.public_address, {PUBLISHED}) == set()
    assert answers(neighbour, edge.private_address, [PUBLISHED]) == {PUBLISHED: "silent"}
    fleet.ssh(edge.name, "sudo systemctl restart docker && sudo docker start t-firewall")
    assert open_from_here(edge.public_address, {PUBLISHED}) == set()


def test_a_container_is_not_reached_by_its_own_address_either(fleet, container, answers, edge, neighbour):
    inspect = "sudo docker inspect --format '{{.NetworkSettings.IPAddress}}' t-firewall"
    address = fleet.ssh(edge.name, inspect).strip()
    fleet.ssh(neighbour.name, f"sudo ip route add {address}/32 via {edge.public_address}")
    try:
        assert answers(neighbour, address, [PUBLISHED]) == {PUBLISHED: "silent"}
    finally:
        fleet.ssh(neighbour.name, f"sudo ip route delete {address}/32")


def test_a_container_reaches_private_ports_but_no_metadata_and_no_ssh(container, answers, edge, data):
    assert answers(edge, "169.254.169.254", [80], within=container) == {80: "unreachable"}
    assert answers(edge, edge.private_address, [PublicPort.SSH], within=container) == {
        PublicPort.SSH: "silent"
    }
    assert answers(edge, data.private_address, [Port.POSTGRES], within=container)[Port.POSTGRES] != "silent"


def test_rules_that_lock_everybody_out_are_taken_back_by_themselves(fleet, edge):
    host = fleet.host(edge.name)
    before = host.run("sudo nft --stateless list table inet firewall").stdout
    fleet.ssh(
        edge.name, f"printf %s {shlex.quote(BAD_RULES)} | sudo tee /etc/firewall/candidate.nft >/dev/null"
    )
    begun = time.monotonic()
    fleet.ssh(edge.name, f"sudo systemd-run --quiet /usr/local/sbin/firewall try {GUARD_SECONDS}")
    time.sleep(1)
    assert open_from_here(edge.public_address, {PublicPort.SSH}) == set()
    _wait(lambda: open_from_here(edge.public_address, {PublicPort.SSH}))
    assert time.monotonic() - begun > GUARD_SECONDS
    assert host.run("sudo nft --stateless list table inet firewall").stdout == before
    assert host.run("sudo firewall confirm").rc == 1  # which comes too late
    fleet.ssh(edge.name, "sudo cp /etc/firewall/rules.nft /etc/firewall/candidate.nft")
    assert host.run("sudo firewall differs").stdout == ""


def test_rules_changed_by_hand_are_noticed(fleet, edge):
    fleet.ssh(edge.name, "sudo nft add rule inet firewall input tcp dport 9999 accept")
    try:
        assert "not those of" in fleet.ssh(edge.name, "sudo firewall differs")
    finally:
        fleet.ssh(edge.name, "sudo firewall revert")
    assert fleet.ssh(edge.name, "sudo firewall differs").strip() == ""
