"""What the program knows besides the environment: whose it is, and what its hosts are born with."""

import pulumi

from infra.pulumi.components.identity import Identity
from infra.pulumi.components.machine import Seed
from infra.pulumi.rehearsal import checkout, image, operator_key, resolvers
from ops import versions
from ops.environment import Environment, Provider
from ops.errors import UsageError


def refuse_config() -> None:
    """Refuse any setting of the stack: an environment is described in its file, and tokens get recorded."""
    stack = pulumi.get_stack()
    keys = sorted(pulumi.runtime.get_config_env())
    if keys:
        raise UsageError(
            f"Pulumi.{stack}.yaml: config {', '.join(keys)}: nothing is set there. An environment is "
            f"described in environments/{stack}.toml; a provider's token is given by its variable "
            f"(HCLOUD_TOKEN), never by config, which Pulumi records; type: pulumi config rm {keys[0]}"
        )


def identity(environment: Environment) -> Identity:
    """Return the names of the environment; on an engine that checkouts share, with this checkout's id."""
    return Identity(
        environment.name, checkout.identifier() if environment.provider is Provider.DOCKER else ""
    )


def seed(environment: Environment) -> Seed:
    """Return what hosts are born with; in rehearsal, where this machine plays the provider, its key too."""
    if environment.provider is not Provider.DOCKER:
        return Seed(f"debian-{versions.DEBIAN}", environment.people)
    if not pulumi.runtime.is_dry_run():
        image.ensure(pulumi.log.info)
    people = {**environment.people, "this machine": operator_key.public()}
    return Seed(image.name(), people, resolvers.reachable())
