"""What tells Prometheus how hosts are: on the private side alone, by least rights."""

import pytest

from core.topology import ExporterPort
from ops.environment import Role


@pytest.fixture
def data(fleet):
    return next(fact for fact in fleet.facts if Role.DATA in fact.roles)


def scraped(fleet, fact, port, path="metrics"):
    return fleet.ssh(fact.name, f"curl --silent --fail 'http://{fact.private_address}:{int(port)}/{path}'")


def test_every_host_tells_of_itself(fleet):
    for fact in fleet.facts:
        assert "node_memory_MemAvailable_bytes" in scraped(fleet, fact, ExporterPort.NODE)


@pytest.mark.parametrize(
    ("port", "up"), [(ExporterPort.POSTGRES, "pg_up 1"), (ExporterPort.REDIS, "redis_up 1")]
)
def test_databases_are_seen(fleet, data, port, up):
    assert up in scraped(fleet, data, port).splitlines()


def test_something_is_reached_through_the_prober(fleet):
    fact = next(fact for fact in fleet.facts if Role.MONITOR in fact.roles)
    target = f"probe?module=tcp_connect&target={fact.private_address}:{ExporterPort.NODE.value}"
    assert "probe_success 1" in scraped(fleet, fact, ExporterPort.BLACKBOX, target).splitlines()


def test_they_listen_on_the_private_address_and_nowhere_else(fleet):
    for fact in fleet.facts:
        lines = fleet.ssh(fact.name, "sudo ss --no-header --listening --tcp --numeric").splitlines()
        heard = {line.split()[3] for line in lines}
        of_exporters = {one for one in heard if int(one.rsplit(":", 1)[1]) in set(ExporterPort)}
        assert {one.rsplit(":", 1)[0] for one in of_exporters} == {fact.private_address}


def test_none_is_root_and_no_password_is_on_a_command_line(fleet, data):
    lines = fleet.ssh(
        data.name, "ps --no-headers -eo user:20,args | grep '[p]rometheus-.*-exporter'"
    ).splitlines()
    assert {line.split()[0] for line in lines} == {"prometheus"}
    files = fleet.ssh(data.name, "sudo stat --format '%U %G %a' /etc/prometheus-exporters/*").splitlines()
    assert set(files) == {"root prometheus 640"}
    for name in ("postgres.password", "redis.json"):
        secret = (
            fleet.ssh(data.name, f"sudo cat /etc/prometheus-exporters/{name}").strip('{}"').split('"')[-1]
        )
        assert not any(secret in line for line in lines)
