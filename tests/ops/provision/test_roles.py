"""The playbook, its roles and what they are told agree: nothing is missing, and nothing is said twice."""

import pytest
import yaml

from ops import environment
from ops.bootstrap import ROOT
from ops.environment import Role
from ops.hosts.facts import Fact
from ops.provision import playbook, values

ROLES = ROOT / "ansible" / "roles"
NAMES = sorted(folder.name for folder in ROLES.iterdir() if (folder / "tasks").is_dir())
RUN = {
    each["role"]: play["hosts"]
    for play in yaml.safe_load(playbook.PLAYBOOK.read_text())
    for each in play.get("roles", [])
}


def of(role, file):
    path = ROLES / role / file
    return (yaml.safe_load(path.read_text()) or {}) if path.exists() else {}


def options(role):
    return of(role, "meta/argument_specs.yml")["argument_specs"]["main"]["options"]


def fleet(described):
    """Return facts of an environment's hosts, as Pulumi would tell them."""
    return [
        Fact(host.name, host.roles, f"198.18.77.{number}", f"10.77.0.{number}", f"id of {host.name}")
        for number, host in enumerate(described.hosts, 10)
    ]


def test_the_playbook_runs_the_roles_that_are_told_something_in_that_order():
    assert list(RUN) == list(values.PARTS)


def test_it_runs_each_where_it_is_told_something():
    assert {name: part.on or "all" for name, part in values.PARTS.items()} == RUN


@pytest.mark.parametrize("role", RUN)
def test_each_is_there_and_has_a_tag_of_its_name(role):
    assert (ROLES / role / "tasks" / "main.yml").exists()
    assert f"{{role: {role}, tags: [{role}]}}" in playbook.PLAYBOOK.read_text()


@pytest.mark.parametrize("role", RUN)
@pytest.mark.parametrize("name", ["rehearsal", "rehearsal-one", "staging", "production"])
def test_each_is_told_all_that_it_requires_and_nothing_that_it_does_not_know(role, name):
    described = environment.load(name)
    hosts, part = fleet(described), values.PARTS[role]
    required = {key for key, option in options(role).items() if option.get("required")}
    for host in hosts:
        if part.on is None or part.on in host.roles:
            told = set(part.values(described, hosts, host))
            assert required <= told <= set(options(role))


@pytest.mark.parametrize("role", NAMES)
def test_a_value_is_required_or_has_one_default(role):
    """What stands in defaults/ is described, is not required, and is not in the description a second time."""
    defaults = of(role, "defaults/main.yml")
    described = options(role)
    assert set(defaults) == {name for name, option in described.items() if not option.get("required")}
    assert [name for name, option in described.items() if "default" in option] == []


@pytest.mark.parametrize("role", NAMES)
def test_variables_are_named_for_their_role(role):
    assert all(name.startswith(f"{role}_") for name in options(role))
    assert all(name.startswith(f"_{role}_") for name in of(role, "vars/main.yml"))


@pytest.mark.parametrize("role", NAMES)
def test_what_is_a_secret_is_hidden(role):
    """A secret's option says so, so that a failed check of arguments does not print it."""
    secret = [name for name in options(role) if name.endswith(("password", "passwords", "_key", "_url"))]
    assert [name for name in secret if not options(role)[name].get("no_log")] == []


def test_a_role_of_hosts_is_a_group():
    assert set(RUN.values()) <= {"all", *Role}
