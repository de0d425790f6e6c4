"""All hosts rebooted at once, as after a provider's bad night: everything is back by itself."""

import logging
import time
from collections.abc import Callable

import pytest

from core.topology import ExporterPort
from ops.environment import Role
from ops.hosts.facts import Fact
from tests.rehearsal.provision.conftest import Fleet
from tests.rehearsal.provision.outside import shown
from tests.rehearsal.provision.world import World

figures = logging.getLogger(__name__)

BACK_SECONDS = 90


def booted(fleet: Fleet) -> dict[str, str]:
    """Return which boot each host is in; empty where nobody gets in."""
    asked = {
        fact.name: fleet.try_ssh(fact.name, "cat /proc/sys/kernel/random/boot_id") for fact in fleet.facts
    }
    return {name: said.stdout.strip() for name, said in asked.items()}


def rebooted(before: dict[str, str], fleet: Fleet) -> bool:
    after = booted(fleet)
    return all(after[name] not in ("", before[name]) for name in before)


def units_run(fleet: Fleet) -> bool:
    return all(
        fleet.try_ssh(fact.name, "systemctl is-system-running").stdout.strip() == "running"
        for fact in fleet.facts
    )


def data_answers(fleet: Fleet) -> bool:
    """Whether PostgreSQL and Redis let in who watches them."""
    data = next(fact for fact in fleet.facts if Role.DATA in fact.roles)
    return all(
        word
        in fleet.try_ssh(data.name, f"curl --silent --max-time 5 {_metrics(data, port)}").stdout.splitlines()
        for port, word in ((ExporterPort.POSTGRES, "pg_up 1"), (ExporterPort.REDIS, "redis_up 1"))
    )


def _metrics(fact: Fact, port: int) -> str:
    return f"http://{fact.private_address}:{port:d}/metrics"


def all_copies_run(fleet: Fleet) -> bool:
    manager = next(fact.name for fact in fleet.facts if Role.MANAGER in fact.roles)
    said = fleet.try_ssh(manager, "sudo docker service ls --filter name=api --format '{{.Replicas}}'")
    wanted = fleet.environment.apps.api.replicas
    return said.stdout.strip() == f"{wanted}/{wanted}"


@pytest.fixture(scope="module")
def back(fleet: Fleet) -> dict[str, float]:
    """Reboot all; return after how many seconds what was there."""
    edge = next(fact for fact in fleet.facts if Role.EDGE in fact.roles)
    world, before, begun = World(fleet.environment, edge.public_address), booted(fleet), time.monotonic()
    assert world.roots
    for fact in fleet.facts:
        fleet.ssh(fact.name, "sudo systemd-run --quiet --on-active=1 systemctl reboot")
    steps: dict[str, Callable[[], bool]] = {
        "every host": lambda: rebooted(before, fleet),
        "a request through the edge": lambda: world.ask("/v1/x", "--max-time", "5").status == 200,
        "PostgreSQL and Redis": lambda: data_answers(fleet),
        "all copies of the API": lambda: all_copies_run(fleet),
        "every unit": lambda: units_run(fleet),
    }
    seconds = {}
    for what, is_there in steps.items():
        while not is_there() and time.monotonic() - begun < 2 * BACK_SECONDS:
            time.sleep(0.5)
        seconds[what] = time.monotonic() - begun
    figures.info("%s", {what: f"{value:.0f} s" for what, value in seconds.items()})
    return seconds


def test_everything_is_back_by_itself(back):
    assert [what for what, seconds in back.items() if seconds > BACK_SECONDS] == []


def test_the_firewall_was_there_before_the_network(fleet, back):
    for fact in fleet.facts:
        said = fleet.ssh(fact.name, "sudo firewall differs; systemctl is-active firewall")
        assert said.strip() == "active"
        order = fleet.ssh(fact.name, "systemctl show --property=Before --value firewall.service")
        assert "network-pre.target" in order


def test_hosts_show_the_world_what_they_did_before(fleet, back):
    for fact in fleet.facts:
        shown(fleet, fact)
