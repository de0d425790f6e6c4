"""What a host shows to the world, seen from this machine."""

import socket
from collections.abc import Iterable

from core.topology import ExporterPort, Port, PublicPort, SwarmPort
from ops.environment import Role
from ops.hosts.facts import Fact
from tests.rehearsal.provision.conftest import Fleet


def shown(fleet: Fleet, fact: Fact, *more: int) -> None:
    """Fail unless a host answers on 22, the edge on 80 and 443 too, and on nothing else that might listen."""
    allowed = set(PublicPort) if Role.EDGE in fact.roles else {PublicPort.SSH}
    ports = {*_listening(fleet, fact), *Port, *SwarmPort, *ExporterPort, *more}
    assert open_from_here(fact.public_address, ports) <= allowed
    assert open_from_here(fact.public_address, allowed) == allowed


def open_from_here(address: str, ports: Iterable[int]) -> set[int]:
    """Return those of the TCP ports on which something answers."""
    found = set()
    for port in ports:
        with socket.socket() as one:
            one.settimeout(1.5)
            if one.connect_ex((address, int(port))) == 0:
                found.add(int(port))
    return found


def _listening(fleet: Fleet, fact: Fact) -> set[int]:
    """Return all TCP ports on which something listens, on whatever address."""
    lines = fleet.ssh(fact.name, "sudo ss --no-header --listening --tcp --numeric").splitlines()
    return {int(line.split()[3].rsplit(":", 1)[1]) for line in lines}
