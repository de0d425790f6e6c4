"""VolumeAttachment."""

import pulumi_hcloud

from infra.pulumi.offline.hcloud.api import volumes
from infra.pulumi.offline.hcloud.bridged import Bridged, today
from infra.pulumi.offline.hcloud.faults import Kind
from infra.pulumi.offline.resource import paths
from infra.pulumi.offline.wire import Properties


class VolumeAttachment(Bridged):
    """A disk in a server.

    Replaced without `delete_before_replace=True` it is refused: the disk is plugged in still.
    """

    sdk = pulumi_hcloud.VolumeAttachment
    autonamed = False
    known = paths("volumeId serverId automount")
    computed = paths("automount")
    updatable = paths("automount")

    def create(self, inputs: Properties) -> str:
        """Plug it in."""
        number, server = inputs["volumeId"], inputs["serverId"]
        self.connection.create(
            Kind.VOLUME_ATTACHMENT, lambda project: volumes.attach(project, number, server)
        )
        return str(number)

    def read(self, id_: str, state: Properties) -> Properties | None:
        """Return which server it is in; None when in none."""
        with self.connection.open() as project:
            volume = project.find("volume", id_)
            server = volume and volume["server"]
            return today(state, volumeId=int(id_), serverId=server) if server else None

    def delete(self, id_: str, state: Properties) -> None:
        """Unplug it; gone already is no error."""
        with self.connection.open() as project:
            if volume := project.find("volume", id_):
                volume["server"] = None
