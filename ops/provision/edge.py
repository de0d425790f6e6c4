"""What the edge needs beside itself: Caddy's wheel here, and in rehearsal a certificate authority."""

from collections.abc import Sequence

from infra.pulumi.rehearsal import engine
from ops import versions
from ops.environment import Environment, Provider, Role
from ops.hosts.facts import Fact
from ops.progress import step
from ops.provision import caddy, pebble


def prepare(environment: Environment, facts: Sequence[Fact]) -> None:
    """Have both, before the playbook runs."""
    edge = next(fact for fact in facts if Role.EDGE in fact.roles)
    with step("caddy", versions.CADDY) as say:
        caddy.ensure(say)
    if environment.provider is Provider.DOCKER:
        with step("pebble", str(pebble.address(environment))):
            pebble.ensure(engine.connect(), environment, edge.public_address)


def release(environment: Environment) -> None:
    """Remove the certificate authority, on whose network the hosts are, before they go."""
    if environment.provider is Provider.DOCKER:
        pebble.remove(engine.connect(), environment)
