"""What others need to know of hosts: Pulumi's outputs, kept for the day when its state is out of reach."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ops.errors import OpsError
from ops.hosts import places


@dataclass(frozen=True)
class Fact:
    """A host as it is; machine: another when the host is; data_device: of its volume, at Hetzner."""

    name: str
    roles: Sequence[str]
    public_address: str
    private_address: str
    machine: str
    data_device: str | None = None


def parse(output: Any) -> list[Fact]:
    """Return the facts in the program's output `hosts`."""
    return [Fact(**{**host, "roles": tuple(host["roles"])}) for host in output or ()]


def keep(environment: str, facts: Sequence[Fact]) -> None:
    """Write them down; none removes the file."""
    file = places.known(environment) / "hosts.json"
    if not facts:
        file.unlink(missing_ok=True)
        return
    places.write(file, json.dumps([asdict(fact) for fact in facts], indent=2) + "\n")


def forget_all_but(environment: str, names: Collection[str]) -> None:
    """Forget hosts that are no more."""
    try:
        keep(environment, [fact for fact in kept(environment) if fact.name in names])
    except OpsError:  # none are known, or they are damaged
        keep(environment, [])


def are_kept(environment: str) -> bool:
    """Return whether any are written down."""
    return (places.known(environment) / "hosts.json").exists()


def kept(environment: str) -> list[Fact]:
    """Return what was written down last; OpsError when nothing was."""
    file = places.known(environment) / "hosts.json"
    if not are_kept(environment):
        raise OpsError(
            f"no hosts of {environment} are known here; type: invoke provision --env {environment} --hosts"
        )
    try:
        return parse(json.loads(file.read_text()))
    except (ValueError, TypeError, KeyError):
        raise OpsError(
            f"{file.name} of {environment} is damaged; type: invoke provision --env {environment} --hosts"
        ) from None
