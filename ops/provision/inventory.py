"""The hosts as Ansible sees them: groups are roles, variables are what the environment says."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from ops.environment import Environment, Role
from ops.hosts import places
from ops.hosts.facts import Fact
from ops.provision import values
from ops.provision.vault import sealed

_ALIVE = {"mitogen_ssh_keepalive_interval": 5, "mitogen_ssh_keepalive_count": 6}
"""As in ansible.cfg: Mitogen has options of its own, by which it notices a lost host after 5 minutes."""


def write(environment: Environment, facts: Sequence[Fact], users: Mapping[str, str]) -> Path:
    """Write and return the inventory; users: as whom each host lets us in."""
    file = places.known(environment.name) / "inventory.yml"
    places.write(file, yaml.safe_dump(build(environment, facts, users), sort_keys=False))
    return file


def build(environment: Environment, facts: Sequence[Fact], users: Mapping[str, str]) -> dict[str, Any]:
    """Return the inventory. Hosts go by their names, which ssh's configuration knows."""
    config = places.known(environment.name) / "ssh_config"
    hosts = {
        fact.name: {
            "ansible_user": users[fact.name],
            "ansible_ssh_common_args": f'-F "{config}"',
            "public_address": fact.public_address,
            "private_address": fact.private_address,
            **values.of(environment, facts, fact),
        }
        for fact in facts
    }
    groups = {role.value: {"hosts": _named(facts, role)} for role in Role}
    shared = {"vault_file": str(sealed.path(environment)), **_ALIVE}
    return {"all": {"vars": shared, "hosts": hosts, "children": groups}}


def _named(facts: Sequence[Fact], role: Role) -> dict[str, dict[str, Any]]:
    return {fact.name: {} for fact in facts if role in fact.roles}
