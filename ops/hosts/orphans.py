"""What the engine has of an environment and the state does not know: it was lost, or a run was killed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import docker
from docker.errors import NotFound
from pulumi import automation

from core.topology import Label, Owner
from infra.pulumi.rehearsal import checkout, engine
from ops.environment import Environment, Provider
from ops.errors import OpsError, UsageError


@dataclass(frozen=True)
class Orphan:
    """kind: Container, Network or Volume; host: the name of the host that it belongs to, if any."""

    kind: str
    name: str
    host: str = ""

    @property
    def is_data(self) -> bool:
        """Whether it is the volume that outlives its host."""
        return self.kind == "Volume" and self.name.endswith(f"-{self.host}-data")

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def of(environment: Environment, stack: automation.Stack) -> list[Orphan]:
    """Return them in the order in which they can be removed; none where no engine is used."""
    if environment.provider is not Provider.DOCKER:
        return []
    resources = (stack.export_stack().deployment or {}).get("resources") or []
    known = {each.get("outputs", {}).get("name") for each in resources}
    return [each for each in _ours(environment.name, engine.connect()) if each.name not in known]


def check(environment: Environment, stack: automation.Stack) -> None:
    """Raise OpsError where something would stand in the way of new hosts. A volume does not: it is used."""
    if problem := sentence(environment, stack):
        raise OpsError(problem)


def sentence(environment: Environment, stack: automation.Stack) -> str:
    """Return what is in the way, and what to type; empty when nothing is."""
    found = [each for each in of(environment, stack) if each.kind != "Volume"]
    if not found:
        return ""
    name, what = environment.name, ", ".join(map(str, found))
    return (
        f"{what}: on the engine, and not in the state of {name}: it was lost, or a run was killed; "
        f"type: invoke destroy --env {name} (volumes of data stay), then provision"
    )


def chosen(environment: Environment, found: Sequence[Orphan], data: bool) -> list[Orphan]:
    """Return those that `destroy` removes; UsageError when a host with data on its own disk is among them."""
    if data:
        return list(found)
    hosts = {host.name for host in environment.hosts if host.keeps_data and not host.volume_gb}
    if on_disk := sorted({each.host for each in found if each.kind == "Container"} & hosts):
        raise UsageError(f"{', '.join(on_disk)} keeps its data on its own disk, and goes only with --data")
    return [each for each in found if not each.is_data]


def remove(found: Sequence[Orphan]) -> None:
    """Remove them, a line each."""
    if not found:  # where no engine is used, none need be there
        return
    client = engine.connect()
    calls = {
        "Container": lambda name: client.remove_container(name, force=True, v=True),
        "Network": client.remove_network,
        "Volume": client.remove_volume,
    }
    for each in found:
        try:
            calls[each.kind](each.name)
        except NotFound:
            continue
        print(f"  - {each}, which the state did not know", flush=True)


def _ours(environment: str, client: docker.APIClient) -> list[Orphan]:
    labels = {Label.OWNER: Owner.HOSTS, Label.ENVIRONMENT: environment, Label.CHECKOUT: checkout.identifier()}
    mine = {"label": [f"{key}={value}" for key, value in labels.items()]}
    containers = client.containers(all=True, filters=mine)
    networks = client.networks(filters=mine)
    volumes = client.volumes(mine)["Volumes"] or []
    return [
        *(Orphan("Container", each["Names"][0].lstrip("/"), _host(each)) for each in containers),
        *(Orphan("Network", each["Name"]) for each in networks),
        *(Orphan("Volume", each["Name"], _host(each)) for each in volumes),
    ]


def _host(found: dict[str, Any]) -> str:
    return str((found["Labels"] or {}).get(Label.HOST, ""))
