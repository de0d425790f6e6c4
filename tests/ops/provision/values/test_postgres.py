"""What the role `postgres` is told follows from the environment: size, clients, volume; secrets by name."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from ops import environment
from ops.bootstrap import ROOT
from ops.hosts.facts import Fact
from ops.provision import container_networks
from ops.provision.values import postgres
from service.app import POOL_SIZE

PRODUCTION = environment.load("production")
FACT = Fact("data-1", ("data",), "198.51.100.7", "10.20.0.7", "1")


def values(of=PRODUCTION, fact=FACT):
    return postgres.values(of, [fact], fact)


def lines(path: Path, pattern: str):
    return re.findall(pattern, (ROOT / path).read_text(), re.MULTILINE)


def test_clients_come_from_the_private_network_or_from_containers_on_the_host_itself():
    gateway = str(container_networks.choose(PRODUCTION).gateway)
    assert values()["postgres_client_networks"] == ["10.20.0.0/24", gateway]
    assert values()["postgres_private_address"] == "10.20.0.7"


def test_passwords_are_named_and_not_known():
    passwords = values()["postgres_passwords"]
    assert passwords["api"] == "{{ vault.db_api_password }}"
    assert all(re.fullmatch(r"\{\{ vault\.db_[a-z]+_password }}", each) for each in passwords.values())


def test_each_password_is_of_a_role_that_may_log_in():
    roles = lines("ansible/roles/postgres/vars/main.yml", r"^  (\w+):(?: \{login: true|\n    login: true)")
    assert set(values()["postgres_passwords"]) == set(roles)


@pytest.mark.parametrize("name", ["production", "rehearsal", "staging", "rehearsal-one"])
def test_a_host_with_a_volume_in_its_description_needs_it(name):
    of = environment.load(name)
    for host in of.with_role(environment.Role.DATA):
        fact = replace(FACT, name=host.name)
        assert values(of, fact)["postgres_volume_required"] is (host.volume_gb is not None)


def test_connections_suffice_for_one_more_copy_of_each_app_during_a_release():
    # api 3 x 20, worker 3 x 5, worker-slow 2 x 2, relay 3 x 1, and the reserve
    assert postgres.connections(PRODUCTION) == 60 + 15 + 4 + 3 + postgres.RESERVE


def test_an_api_has_as_many_connections_as_its_code_opens():
    processes = int(lines("service/gunicorn.conf.py", r"^workers = (\d+)")[0])
    assert processes * (POOL_SIZE + 2) == postgres.API_CONNECTIONS


@pytest.mark.parametrize(
    ("memory_mb", "shared", "sort", "upkeep"),
    [(384, "96MB", "4MB", "32MB"), (1536, "384MB", "4MB", "96MB"), (65_536, "16384MB", "64MB", "512MB")],
)
def test_settings_follow_from_memory_within_bounds(memory_mb, shared, sort, upkeep):
    settings = postgres.settings(memory_mb, connections=100)
    assert settings["shared_buffers"] == shared
    assert settings["work_mem"] == sort
    assert settings["maintenance_work_mem"] == upkeep
    assert settings["max_connections"] == 100


def test_the_kernels_limit_leaves_room_above_what_it_is_tuned_to():
    assert values()["postgres_memory_max_mb"] == PRODUCTION.data.postgres_memory_mb * 3 // 2
