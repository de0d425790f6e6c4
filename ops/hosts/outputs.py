"""An environment's hosts as Pulumi's outputs have them, for whom knows none: a new clone, a CI."""

import os
from collections.abc import Sequence

from pulumi import automation

from ops.environment import Environment, Provider
from ops.errors import OpsError
from ops.hosts import facts, stack, trouble
from ops.hosts.facts import Fact
from ops.progress import step
from ops.toolchain import choice, maker

BACKEND = "PULUMI_BACKEND_URL"


class NoHostsError(OpsError):
    """An environment that has no hosts, as far as can be seen from here."""


def read(environment: Environment) -> Sequence[Fact]:
    """Return them, from the backend, and make nothing there; NoHostsError where it has none."""
    engine = choice.engine()
    if environment.provider is Provider.HETZNER and not engine.official:
        raise NoHostsError(
            f"no hosts of {environment.name} are known here, and this machine's Pulumi has stand-ins that "
            f"rent nothing: install its maker's ({maker.INSTALL})"
        )
    with step("hosts", "Pulumi's outputs"), trouble.explained(environment):
        found = facts.parse(_hosts(environment, engine))
    if not found:
        raise NoHostsError(_none(environment))
    return found


def _hosts(environment: Environment, engine: choice.Engine) -> object:
    try:
        outputs = stack.existing(environment, engine).outputs()
    except automation.StackNotFoundError:
        raise NoHostsError(_none(environment)) from None
    return outputs["hosts"].value if "hosts" in outputs else ()


def _none(environment: Environment) -> str:
    name, make = environment.name, f"type: invoke provision --env {environment.name}"
    if os.environ.get(BACKEND) or environment.provider is Provider.DOCKER:
        return f"{name} has no hosts; {make}"
    return f"no hosts of {name} are known here: set {BACKEND} to where Pulumi's state is kept, or {make}"
