"""`invoke secrets check`, and what every run of the playbook begins with."""

from ops import environment
from ops.environment import Environment, Provider
from ops.errors import UsageError
from ops.provision.vault import contents, keys, rehearsed, sealed


def run(name: str) -> None:
    """Say that all secrets of an environment are there; UsageError has a line for each that is not."""
    described = load(name)
    require(described)
    print(f"{sealed.place(described)}: {len(keys.of(described))} secrets, all there")


def load(name: str) -> Environment:
    """Return an environment that has hosts, and so secrets."""
    described = environment.load(name)
    if described.provider is Provider.LOCAL:
        raise UsageError(f"{name} has no vault: `invoke up` makes its keys and keeps them in .data")
    return described


def require(described: Environment) -> dict[str, str]:
    """Return an environment's secrets; UsageError when one is blank, missing, unknown or malformed."""
    if described.provider is Provider.DOCKER:
        rehearsed.complete(described)
    text = sealed.read(described)
    if found := contents.problems(described, text):
        raise UsageError(lines(described, found) + f"\ntype: invoke secrets edit --env {described.name}")
    return contents.values(text or "")


def lines(described: Environment, found: list[str]) -> str:
    """Return problems with their place."""
    return "\n".join(f"{sealed.place(described)}: {each}" for each in found)
