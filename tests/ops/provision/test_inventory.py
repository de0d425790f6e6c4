"""The inventory: groups are roles, hosts go by the names that ssh's configuration checks."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ops.hosts.facts import Fact
from ops.provision import inventory, playbook, values

FACTS = [
    Fact("app-1", ("edge", "app", "manager"), "198.18.77.10", "10.77.0.10", "id of app-1"),
    Fact("data-1", ("data", "monitor", "manager"), "198.18.77.11", "10.77.0.11", "id of data-1"),
]
USERS = {"app-1": "root", "data-1": "operator"}


@pytest.fixture
def told(monkeypatch):
    """Stand in for the roles: one on all hosts, one where data is."""
    parts = {
        "everywhere": values.Part(lambda _environment, hosts, _host: {"everywhere_hosts": len(hosts)}),
        "data": values.Part(lambda _environment, _hosts, host: {"data_on": host.name}, values.Role.DATA),
    }
    monkeypatch.setattr(values, "PARTS", parts)


@pytest.fixture
def built(rehearsal, told):
    return inventory.build(rehearsal, FACTS, USERS)["all"]


def test_groups_are_the_roles_of_hosts(built):
    groups = {name: set(group["hosts"]) for name, group in built["children"].items()}
    assert groups == {
        "edge": {"app-1"}, "app": {"app-1"}, "data": {"data-1"}, "monitor": {"data-1"},
        "manager": {"app-1", "data-1"},
    }  # fmt: skip


def test_each_host_has_its_addresses_and_as_whom_it_lets_us_in(built):
    host = built["hosts"]["data-1"]
    assert host["public_address"] == "198.18.77.11"
    assert host["private_address"] == "10.77.0.11"
    assert {name: host["ansible_user"] for name, host in built["hosts"].items()} == USERS


def test_hosts_are_reached_by_the_configuration_that_checks_their_keys_and_by_no_address(built, state):
    for host in built["hosts"].values():
        assert host["ansible_ssh_common_args"] == f'-F "{state}/rehearsal/ssh_config"'
        assert "ansible_host" not in host


def test_a_host_is_told_what_its_roles_want_and_nothing_else(built):
    assert built["hosts"]["app-1"]["everywhere_hosts"] == 2
    assert "data_on" not in built["hosts"]["app-1"]
    assert built["hosts"]["data-1"]["data_on"] == "data-1"


def test_of_secrets_it_knows_where_they_are_alone(rehearsal, tmp_path):
    file = inventory.write(rehearsal, FACTS, USERS)
    found = yaml.safe_load(file.read_text())["all"]
    assert found["vars"]["vault_file"] == str(tmp_path / "environments/rehearsal.vault.yml")
    secrets = [
        value
        for host in found["hosts"].values()
        for name, value in flat(host)
        if name.endswith(("password", "_key", "_url"))
    ]
    assert all(value.startswith("{{ vault.") for value in secrets)


def flat(tree):
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from flat(value)
        elif isinstance(value, str):
            yield name, value


def test_ansible_reads_it(rehearsal, told, state):
    file = inventory.write(rehearsal, FACTS, USERS)
    assert file == state / "rehearsal/inventory.yml"
    program = Path(sys.executable).parent / "ansible-inventory"
    said = subprocess.run([program, "-i", file, "--graph"], capture_output=True, text=True, check=True)
    assert "@manager:" in said.stdout


def test_mitogen_notices_a_lost_host_as_soon_as_ansible_would(built):
    told = playbook.CONFIGURATION.read_text()
    assert f"ServerAliveInterval={built['vars']['mitogen_ssh_keepalive_interval']} " in told
    assert f"ServerAliveCountMax={built['vars']['mitogen_ssh_keepalive_count']}\n" in told
