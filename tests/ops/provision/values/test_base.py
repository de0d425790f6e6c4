"""Role base is told who may log in, what hosts are called, and where data is kept."""

from dataclasses import replace

import pytest

from infra.pulumi.rehearsal import operator_key
from ops import environment
from ops.provision.values import base
from tests.ops.hosts.facts import fact

HOSTS = [
    replace(fact("app-1"), roles=("edge", "app", "manager")),
    replace(fact("data-1", number=11), roles=("data",)),
]


@pytest.fixture(autouse=True)
def machine_key(monkeypatch):
    monkeypatch.setattr(operator_key, "public", lambda: "ssh-ed25519 MACHINE this machine")


def told(name, host):
    return base.values(environment.load(name), HOSTS, host)


def test_people_of_the_environment_may_log_in_and_nobody_else():
    described = environment.load("production")
    assert told("production", HOSTS[0])["base_people"] == described.people


def test_in_rehearsal_this_machine_may_too():
    people = told("rehearsal", HOSTS[0])["base_people"]
    assert people["rehearsal"] == "ssh-ed25519 MACHINE this machine"
    assert set(people) == {*environment.load("rehearsal").people, "rehearsal"}


def test_a_host_is_named_and_knows_all_others_by_their_private_addresses():
    values = told("production", HOSTS[1])
    assert values["base_hostname"] == "data-1"
    assert values["base_hosts"] == {host.name: host.private_address for host in HOSTS}


def test_data_is_kept_on_data_hosts_alone():
    assert told("production", HOSTS[0])["base_data_path"] == ""
    assert told("production", HOSTS[1])["base_data_path"] == "/srv/data"


def test_a_volume_is_mounted_where_there_is_one():
    rented = replace(fact("data-1"), data_device="/dev/disk/by-id/scsi-0HC_Volume_1")
    assert told("production", rented)["base_data_device"] == "/dev/disk/by-id/scsi-0HC_Volume_1"
    assert told("rehearsal", HOSTS[1])["base_data_device"] == ""
