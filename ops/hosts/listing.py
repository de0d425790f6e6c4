"""`invoke hosts`: where an environment's hosts are, also when Pulumi's state is out of reach."""

import json
from dataclasses import asdict

from ops import environment
from ops.environment import Provider
from ops.errors import UsageError
from ops.hosts import facts, places


def run(name: str, as_json: bool = False) -> None:
    """Print the hosts that the last run saw, and how to log in."""
    if environment.load(name).provider is Provider.LOCAL:
        raise UsageError(f"{name} has no hosts: it runs on this machine; type: invoke up")
    kept = facts.kept(name)
    if as_json:
        print(json.dumps([asdict(fact) for fact in kept], indent=2))
        return
    for fact in kept:
        print(f"{fact.name:<12}{fact.public_address:<17}{fact.private_address:<15}{' '.join(fact.roles)}")
    print(places.login(name, kept[0].name))
