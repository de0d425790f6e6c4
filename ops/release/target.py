"""The environment that a release is for: its hosts, ways to them, and the Swarm that they form."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import requests

from core.topology import AuthorityPort, Port
from ops import environment
from ops.environment import Environment, Provider, Role
from ops.errors import OpsError, UsageError
from ops.hosts import agent, facts, host_keys, outputs, places, provision
from ops.hosts.facts import Fact
from ops.provision import pebble
from ops.provision.values import registry
from ops.release.engine import Engine
from ops.release.settings import World
from ops.release.ssh import Ways, ways

USER = "webhook-monitor"
"""The registry's."""
_AUTHORITY = "/etc/ansible/facts.d/postgres.fact"


@dataclass(frozen=True)
class Target:
    """Where to, and how to talk to it."""

    environment: Environment
    facts: Sequence[Fact]
    ways: Ways
    engine: Engine

    @property
    def name(self) -> str:
        """The environment's name."""
        return self.environment.name

    @property
    def managers(self) -> list[str]:
        """The hosts that manage the Swarm, in the file's order."""
        return self.with_role(Role.MANAGER)

    def with_role(self, role: Role) -> list[str]:
        """Return the names of the hosts that have a role."""
        return [fact.name for fact in self.facts if role in fact.roles]

    @property
    def data(self) -> str:
        """The host that keeps the database."""
        return self.with_role(Role.DATA)[0]

    @property
    def keeper(self) -> Fact:
        """The host that keeps the images."""
        return registry.where(self.facts)

    @property
    def registry(self) -> str:
        """How hosts name the registry."""
        return f"{self.keeper.private_address}:{Port.REGISTRY.value}"

    @property
    def edge(self) -> Fact:
        """The host that the world reaches."""
        return next(fact for fact in self.facts if Role.EDGE in fact.roles)

    @cached_property
    def roots(self) -> str:
        """Who vouches for the public name, in PEM; empty where every system knows them."""
        if self.environment.provider is not Provider.DOCKER:
            return ""
        url = f"https://{pebble.address(self.environment)}:{AuthorityPort.MANAGEMENT.value}/roots/0"
        try:
            answer = requests.get(url, verify=str(pebble.root_file(self.environment)), timeout=5)
        except OSError:  # it does not answer, or this checkout did not make it
            raise OpsError(
                f"rehearsal's certificate authority does not answer at {url}: "
                f"type: invoke provision --env {self.name}"
            ) from None
        return answer.text

    def world(self, vault: Mapping[str, str]) -> World:
        """Return what settings are made of."""
        said = self.ways.run(self.data, "cat", _AUTHORITY)
        return World(self.environment, self.facts, vault, json.loads(said)["authority"], self.roots)


def login(vault: Mapping[str, str]) -> dict[str, str]:
    """Return how one logs in to the registry."""
    return {"username": USER, "password": vault["registry_password"]}


@contextmanager
def reach(name: str) -> Iterator[Target]:
    """Give the way to an environment's hosts, as they were seen last; UsageError where it has none."""
    described = environment.load(name)
    if described.provider is Provider.LOCAL:
        raise UsageError(f"{name} has no hosts to release to: `invoke up` runs the apps here")
    with agent.lent():
        found = _facts(described)
        with ways(places.known(name) / "ssh_config", [fact.name for fact in found]) as opened:
            engine = Engine(opened, [fact.name for fact in found if Role.MANAGER in fact.roles])
            try:
                yield Target(described, found, opened, engine)
            finally:
                engine.close()


def _facts(described: Environment) -> Sequence[Fact]:
    """Return the hosts: as this machine knows them, or else as Pulumi does, which a CI asks."""
    folder = places.known(described.name)
    if (folder / "hosts.json").exists() and (folder / "ssh_config").exists():
        return facts.kept(described.name)
    found = outputs.read(described)
    host_keys.require(described, found)
    fleet = provision.let_in(described, found, booting=False)
    facts.keep(described.name, found)
    return fleet.facts
