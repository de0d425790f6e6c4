"""Role registry is told where images are kept, and by which password."""

from dataclasses import replace

from ops import environment
from ops.provision.values import registry
from tests.ops.hosts.facts import fact

APP = replace(fact("app-1"), roles=("edge", "app"))
FIRST = replace(fact("app-2", number=11), roles=("app", "manager"))
DATA = replace(fact("data-1", number=12), roles=("data", "manager"))
HOSTS = [APP, FIRST, DATA]


def told(host):
    return registry.values(environment.load("production"), HOSTS, host)


def test_the_first_manager_serves():
    assert [told(host)["registry_serves"] for host in HOSTS] == [False, True, False]


def test_each_host_is_told_where_it_is():
    for host in HOSTS:
        assert told(host)["registry_host"] == "app-2"
        assert told(host)["registry_address"] == FIRST.private_address
        assert told(host)["registry_port"] == 5000


def test_the_password_is_named_and_never_known():
    assert told(DATA)["registry_password"] == "{{ vault.registry_password }}"
