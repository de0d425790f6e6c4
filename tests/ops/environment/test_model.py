"""What others get of an environment, and that nobody changes it."""

from datetime import time
from decimal import Decimal
from ipaddress import IPv4Network

import pytest
from pydantic import ValidationError

from ops import environment
from ops.environment import Provider, Role, Size
from ops.environment.times import Day, Weekly
from tests.ops.environment.variant import accepted, text


def test_production_is_what_its_file_says():
    found = environment.load("production")
    assert (found.name, found.domain, found.provider) == ("production", "hooks.example.com", Provider.HETZNER)
    assert (found.network, found.mtu, found.confirm) == (IPv4Network("10.20.0.0/24"), 1450, True)
    assert found.admin_cidrs == (IPv4Network("203.0.113.7/32"),)
    assert found.people["ada"].startswith("ssh-ed25519 AAAA")
    assert (found.backup.full, found.backup.daily) == (Weekly(Day.SUN, time(2)), time(2))
    assert str(found.backup.full) == "Sun 02:00"
    assert found.cost.limit_eur == Decimal(45)


def test_hosts_come_in_the_order_of_the_file_with_their_machines():
    found = environment.load("production")
    assert [host.name for host in found.hosts] == ["app-1", "app-2", "data-1"]
    assert found.host("data-1").machine == Size(4, 8192, 80, Decimal("8.99"))
    assert found.host("data-1").volume_gb == 80
    assert found.edge.name == "app-1"


def test_roles_find_their_hosts():
    found = environment.load("production")
    assert [host.name for host in found.with_role(Role.APP)] == ["app-1", "app-2"]
    assert [host.name for host in found.with_role(Role.MANAGER)] == ["app-1", "app-2", "data-1"]
    assert [host.keeps_data for host in found.hosts] == [False, False, True]


def test_a_host_that_there_is_not_is_an_error():
    with pytest.raises(KeyError, match="app-9"):
        environment.load("production").host("app-9")


def test_apps_go_by_the_names_of_the_file():
    apps = environment.load("production").apps.by_name()
    assert {name: app.replicas for name, app in apps.items()} == {
        "api": 2,
        "worker": 2,
        "worker-slow": 1,
        "relay": 2,
        "web": 2,
    }


def test_what_a_file_leaves_out_has_a_default():
    found = accepted(
        ("mtu          = 1450", ""),
        ("egress_allow = []", ""),
        ("confirm      = true", ""),
        ("tagged       = true", ""),
        (", concurrency = 2", ""),
        ('durability         = "local"', ""),
        ("retention          = { days = 30, max_gb = 40 }", ""),
    )
    assert (found.mtu, found.egress_allow, found.confirm, found.tagged) == (1450, (), True, False)
    assert (found.apps.worker_slow.concurrency, found.apps.worker_slow.job_timeout_ms) == (5, 60_000)
    assert (found.data.durability, found.data.retention.days, found.data.retention.max_gb) == (
        "local",
        30,
        None,
    )


def test_hosts_of_ones_own_have_addresses():
    found = accepted(
        ('"hetzner"', '"existing"'),
        ('"fsn1"', '"cellar"'),
        ('"cx23", roles = ["edge"', '"4gb", address = "198.51.100.4", roles = ["edge"'),
        ('"cx23", roles = ["app"', '"cx23", address = "198.51.100.5", roles = ["app"'),
        ('"cx33"', '"8gb", address = "198.51.100.6", private_address = "10.20.0.9"'),
        ("limit_eur = 45", "limit_eur = 0"),
    )
    assert [str(host.address) for host in found.hosts] == ["198.51.100.4", "198.51.100.5", "198.51.100.6"]
    assert str(found.host("data-1").private_address) == "10.20.0.9"


@pytest.mark.parametrize(
    "place",
    [
        lambda found: (found, "domain"),
        lambda found: (found, "hosts"),
        lambda found: (found, "name"),
        lambda found: (found.hosts[0], "size"),
        lambda found: (found.hosts[0].machine, "cpus"),
        lambda found: (found.apps.api, "replicas"),
        lambda found: (found.data.retention, "days"),
        lambda found: (found.backup.keep, "weekly"),
        lambda found: (found.backup.full, "day"),
    ],
)
def test_nothing_is_assigned(place):
    thing, attribute = place(environment.load("production"))
    with pytest.raises((ValidationError, AttributeError), match=r"frozen|cannot assign"):
        setattr(thing, attribute, 1)


def test_two_readings_are_equal():
    assert environment.load("staging") == environment.load("staging")
    assert environment.load("staging") != environment.load("production")


def test_the_example_of_a_local_laptop_needs_no_cloud():
    assert "backup" not in text(of="local")
    found = environment.load("local")
    assert (found.backup, found.alerts, found.people, found.admin_cidrs) == (None, None, {}, ())
