"""What a killed run had begun to make, and nobody knows whether it exists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from docker.errors import APIError, NotFound
from pulumi import automation

from core.topology import Label
from infra.pulumi.rehearsal import checkout, engine
from ops.errors import OpsError

CONTAINER = "docker:index/container:Container"
_NETWORK = "docker:index/network:Network"


@dataclass(frozen=True)
class Pending:
    """kind: the resource's type; name: its name at the provider."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind.split(':')[-1]} {self.name}"


def of(stack: automation.Stack) -> list[Pending]:
    """Return what was being created when the last run died."""
    operations = (stack.export_stack().deployment or {}).get("pending_operations") or []
    return [_read(each["resource"]) for each in operations if each["type"] == "creating"]


def _read(resource: Any) -> Pending:
    return Pending(
        resource["type"], resource.get("inputs", {}).get("name") or resource["urn"].split("::")[-1]
    )


def remove(pending: Sequence[Pending]) -> list[Pending]:
    """Remove from the engine what was half made, and return it. A volume stays: making it again finds it."""
    made = [each for each in pending if each.kind in (CONTAINER, _NETWORK)]
    client = engine.connect() if made else None
    return [each for each in made if _removed(client, each)]


def _removed(client: Any, pending: Pending) -> bool:
    inspect, delete = {
        CONTAINER: (client.inspect_container, partial(client.remove_container, force=True)),
        _NETWORK: (client.inspect_network, client.remove_network),
    }[pending.kind]
    try:
        found = inspect(pending.name)
        _check_is_ours(pending, found.get("Config", found)["Labels"] or {})
        delete(pending.name)
    except NotFound:
        return False
    except APIError as problem:
        raise OpsError(f"{pending} cannot be removed: {problem.explanation}") from None
    return True


def _check_is_ours(pending: Pending, labels: Mapping[str, str]) -> None:
    if labels.get(Label.CHECKOUT) != checkout.identifier():
        raise OpsError(f"{pending} is on this engine, and not this checkout's: nothing was removed")
