"""The hosts of an environment as the components ask for them, recorded once for all tests."""

from collections.abc import Sequence
from functools import cache

import pulumi

from infra.pulumi.components import fleet
from infra.pulumi.components.identity import Identity
from infra.pulumi.components.machine import Seed
from ops import environment
from ops.environment import Environment, Provider
from tests.infra.pulumi.recorder import Recording, record
from tests.ops.environment.variant import accepted

CHECKOUT = "1a2b3c"
RESOLVER = "192.0.2.53"
HETZNER, DOCKER = ("production", "staging"), ("rehearsal", "rehearsal-one")
NAMES = (*HETZNER, *DOCKER)


def made(described: Environment, preview: bool = False, resolvers: Sequence[str] = (RESOLVER,)) -> Recording:
    """Record the hosts of an environment."""
    docker = described.provider is Provider.DOCKER
    identity = Identity(described.name, CHECKOUT if docker else "")
    seed = Seed("debian-13", described.people, resolvers if docker else ())
    return record(
        lambda: pulumi.export("hosts", fleet.make(described, identity, seed)), described.name, preview
    )


@cache
def recorded(name: str, preview: bool = False) -> Recording:
    """Record the hosts of an environment by its name."""
    return made(environment.load(name), preview)


def existing() -> Environment:
    """Return production on machines that are there already."""
    return accepted(
        ('"hetzner"', '"existing"'),
        ('"fsn1"', '"cellar"'),
        ('"cx23", roles = ["edge"', '"4gb", address = "198.51.100.4", roles = ["edge"'),
        ('"cx23", roles = ["app"', '"cx23", address = "198.51.100.5", roles = ["app"'),
        ('"cx33"', '"8gb", address = "198.51.100.6", private_address = "10.20.0.9"'),
        ("limit_eur = 45", "limit_eur = 0"),
    )
