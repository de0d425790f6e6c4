"""Containers that were made and never started: Pulumi keeps them as they are, and calls that an update."""

from docker.errors import NotFound
from pulumi import automation

from infra.pulumi.rehearsal import engine
from ops.hosts.pending import CONTAINER, Pending


def of(stack: automation.Stack) -> list[Pending]:
    """Return those whose start failed; one that runs, or ran, is none of them, whatever failed later."""
    resources = (stack.export_stack().deployment or {}).get("resources") or []
    failed = [each for each in resources if each["type"] == CONTAINER and each.get("initErrors")]
    return [
        Pending(CONTAINER, each["inputs"]["name"]) for each in failed if _never_ran(each["inputs"]["name"])
    ]


def _never_ran(name: str) -> bool:
    try:
        return bool(engine.connect().inspect_container(name)["State"]["Status"] == "created")
    except NotFound:
        return False
