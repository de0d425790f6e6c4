"""PlacementGroup."""

from collections.abc import Iterable

import pulumi_hcloud

from infra.pulumi.offline.hcloud.api import placement_groups
from infra.pulumi.offline.hcloud.bridged import Bridged, today
from infra.pulumi.offline.hcloud.faults import Kind
from infra.pulumi.offline.resource import Problem, paths
from infra.pulumi.offline.wire import Properties

_SPREAD = "spread"


class PlacementGroup(Bridged):
    """Servers that Hetzner keeps on different machines."""

    sdk = pulumi_hcloud.PlacementGroup
    known = paths("name type labels")
    updatable = paths("name type labels")

    @classmethod
    def problems(cls, inputs: Properties) -> Iterable[Problem]:
        """Check labels and the type."""
        yield from super().problems(inputs)
        if inputs.get("type") != _SPREAD:
            yield Problem("type", f"{inputs.get('type')} is not a valid placement group type")

    def create(self, inputs: Properties) -> str:
        """Make it."""
        group = self.connection.create(
            Kind.PLACEMENT_GROUP,
            lambda project: placement_groups.create(
                project, name=inputs["name"], kind=inputs["type"], labels=inputs.get("labels")
            ),
        )
        return str(group["id"])

    def read(self, id_: str, state: Properties) -> Properties | None:
        """Return what Hetzner tells of it."""
        with self.connection.open() as project:
            group = project.find("placement_group", id_)
            return group and today(
                state,
                name=group["name"],
                type=group["type"],
                labels=group["labels"],
                servers=placement_groups.members(project, int(id_)),
            )

    def update(self, id_: str, old: Properties, new: Properties) -> Properties:
        """Change its name and labels."""
        with self.connection.open() as project:
            group = project.get("placement_group", id_)
            project.rename(group, "placement_group", new["name"])
            group["labels"] = new.get("labels", {})
        return self.read(id_, new) or new

    def delete(self, id_: str, state: Properties) -> None:
        """Delete it."""
        with self.connection.open() as project:
            placement_groups.delete(project, int(id_))
