"""Role exporters is told which of them a host runs, and knows passwords by name alone."""

from dataclasses import replace

import pytest

from core.topology import ExporterPort
from ops import environment
from ops.provision.values import exporters, firewall
from tests.ops.hosts.facts import fact

APP = replace(fact("app-1"), roles=("edge", "app", "manager"))
DATA = replace(fact("data-1", number=11), roles=("data", "monitor", "manager"))


def told(host, by=exporters):
    return by.values(environment.load("production"), [APP, DATA], host)


@pytest.mark.parametrize(
    ("host", "names"), [(APP, ["node"]), (DATA, ["node", "postgres", "redis", "blackbox"])]
)
def test_a_host_runs_those_of_its_roles(host, names):
    assert told(host)["exporters_wanted"] == names


@pytest.mark.parametrize("host", [APP, DATA])
def test_they_answer_on_the_private_address_where_the_firewall_lets_them(host):
    values = told(host)
    ports = {values["exporters_ports"][name] for name in values["exporters_wanted"]}
    assert values["exporters_address"] == host.private_address
    assert ports == set(told(host, firewall)["firewall_private_tcp"]) & set(ExporterPort)


def test_passwords_are_named_and_not_known():
    assert told(DATA)["exporters_postgres_password"] == "{{ vault.db_monitor_password }}"
    assert told(DATA)["exporters_redis_password"] == "{{ vault.redis_monitor_password }}"
