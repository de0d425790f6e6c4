"""docker.Volume."""

import pulumi_docker
from docker.api import APIClient

from infra.pulumi.offline.docker import labels
from infra.pulumi.offline.docker.engine import asking, found
from infra.pulumi.offline.docker.removal import remove
from infra.pulumi.offline.resource import Resource, paths
from infra.pulumi.offline.wire import Properties


class Volume(Resource):
    """A volume. Any change replaces it: a new label empties it, and replaces the containers that use it."""

    sdk = pulumi_docker.Volume
    known = paths("name driver driverOpts labels.label labels.value")
    computed = paths("name driver")
    connection: APIClient

    def create(self, inputs: Properties) -> str:
        """Make it. The engine takes a volume of this name that is there already, data and all."""
        with asking(f"Unable to create volume {inputs['name']}"):
            made = self.connection.create_volume(
                name=inputs["name"],
                driver=inputs.get("driver"),
                driver_opts=inputs.get("driverOpts"),
                labels=labels.to_engine(inputs.get("labels")),
            )
        return str(made["Name"])

    def read(self, id_: str, state: Properties) -> Properties | None:
        """Return its state of today."""
        volume = found(self.connection.inspect_volume, id_)
        return volume and state | {
            "name": volume["Name"],
            "driver": volume["Driver"],
            "driverOpts": volume["Options"],
            "labels": labels.to_program(volume["Labels"]),
            "mountpoint": volume["Mountpoint"],
        }

    def delete(self, id_: str, state: Properties) -> None:
        """Remove it, with its data, as soon as no container uses it."""
        remove(f"volume {id_}", lambda: self.connection.remove_volume(id_, force=True), "is in use")
