"""Volume."""

import pulumi_hcloud

from infra.pulumi.offline.hcloud.api import volumes
from infra.pulumi.offline.hcloud.bridged import Bridged, changed, today
from infra.pulumi.offline.hcloud.faults import Kind
from infra.pulumi.offline.hcloud.project import Project
from infra.pulumi.offline.resource import paths
from infra.pulumi.offline.wire import Properties


class Volume(Bridged):
    """A disk. It grows in place; a smaller size is an update that Hetzner refuses."""

    sdk = pulumi_hcloud.Volume
    known = paths("name size location serverId labels automount format deleteProtection")
    computed = paths("location serverId")
    updatable = paths("name size serverId labels automount format deleteProtection")
    defaults = {"deleteProtection": False}  # noqa: RUF012 - the base says that it is a class's

    def create(self, inputs: Properties) -> str:
        """Rent it."""
        volume = self.connection.create(
            Kind.VOLUME,
            lambda project: volumes.create(
                project,
                name=inputs["name"],
                size=inputs["size"],
                location=inputs.get("location"),
                server=inputs.get("serverId"),
                labels=inputs.get("labels"),
                format=inputs.get("format"),
            ),
        )
        return str(volume["id"])

    def finish(self, id_: str, inputs: Properties) -> None:
        """Protect it."""
        with self.connection.open() as project:
            project.get("volume", id_)["protected"] = inputs["deleteProtection"]

    def read(self, id_: str, state: Properties) -> Properties | None:
        """Return what Hetzner tells of it. QUIRK: that it was unplugged is not noticed."""
        with self.connection.open() as project:
            volume = project.find("volume", id_)
            return volume and today(
                state,
                name=volume["name"],
                size=volume["size"],
                location=volume["location"],
                labels=volume["labels"],
                linuxDevice=volumes.device(volume),
                deleteProtection=volume["protected"],
                serverId=volume["server"] or state.get("serverId"),
            )

    def update(self, id_: str, old: Properties, new: Properties) -> Properties:
        """Change it, plug it elsewhere, let it grow."""
        with self.connection.open() as project:
            volume = project.get("volume", id_)
            project.rename(volume, "volume", new["name"])
            volume["labels"] = new.get("labels", {})
            if changed("serverId", old, new):
                _plug(project, int(id_), new.get("serverId"))
            if changed("size", old, new):
                volumes.resize(volume, new["size"])
            volume["protected"] = new["deleteProtection"]
        return self.read(id_, new) or new

    def delete(self, id_: str, state: Properties) -> None:
        """Unplug it and give it back; gone already is no error."""
        with self.connection.open() as project:
            if project.find("volume", id_):
                _plug(project, int(id_), None)
                volumes.delete(project, int(id_))


def _plug(project: Project, number: int, server: int | None) -> None:
    project.get("volume", number)["server"] = None
    if server:
        volumes.attach(project, number, server)
