"""Placement groups: servers that Hetzner keeps on different machines."""

from infra.pulumi.offline.hcloud.project import Project, Record
from infra.pulumi.offline.hcloud.refusal import Refusal

_MOST_SERVERS = 10


def create(project: Project, *, name: str, kind: str, labels: dict[str, str] | None = None) -> Record:
    """Make an empty group."""
    return project.add("placement_group", name, type=kind, labels=labels or {})


def number(project: Project, wanted: int | None) -> int | None:
    """Return the id of a group that exists and has room."""
    if wanted is None:
        return None
    if project.find("placement_group", wanted) is None:
        raise Refusal("", f"placement group not found: {wanted}")
    if len(members(project, wanted)) >= _MOST_SERVERS:
        raise Refusal("placement_error", "error during placement")
    return wanted


def members(project: Project, wanted: int) -> list[int]:
    """Return the ids of the servers of a group."""
    return [server["id"] for server in project.all("server") if server["placement_group"] == wanted]


def delete(project: Project, wanted: int) -> None:
    """Delete a group; servers in it are not."""
    project.remove("placement_group", wanted)
    for server in project.all("server"):
        if server["placement_group"] == wanted:
            server["placement_group"] = None
