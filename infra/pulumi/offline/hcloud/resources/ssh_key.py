"""SshKey."""

import pulumi_hcloud

from infra.pulumi.offline.hcloud.api import ssh_keys
from infra.pulumi.offline.hcloud.bridged import Bridged, today
from infra.pulumi.offline.hcloud.faults import Kind
from infra.pulumi.offline.resource import paths
from infra.pulumi.offline.wire import Properties


class SshKey(Bridged):
    """An uploaded public key. Another key is a replacement, also of every server that it was given to."""

    sdk = pulumi_hcloud.SshKey
    newer = True
    known = paths("name publicKey labels")
    updatable = paths("name labels")

    def create(self, inputs: Properties) -> str:
        """Upload it."""
        key = self.connection.create(
            Kind.SSH_KEY,
            lambda project: ssh_keys.create(
                project, name=inputs["name"], public_key=inputs["publicKey"], labels=inputs.get("labels")
            ),
        )
        return str(key["id"])

    def read(self, id_: str, state: Properties) -> Properties | None:
        """Return what Hetzner tells of it."""
        with self.connection.open() as project:
            key = project.find("ssh_key", id_)
            return key and today(
                state,
                name=key["name"],
                publicKey=key["public_key"],
                fingerprint=key["fingerprint"],
                labels=key["labels"],
            )

    def update(self, id_: str, old: Properties, new: Properties) -> Properties:
        """Change its name and labels."""
        with self.connection.open() as project:
            key = project.get("ssh_key", id_)
            project.rename(key, "ssh_key", new["name"])
            key["labels"] = new.get("labels", {})
        return self.read(id_, new) or new

    def delete(self, id_: str, state: Properties) -> None:
        """Delete it; servers keep it. Gone already is no error."""
        with self.connection.open() as project:
            if project.find("ssh_key", id_):
                project.remove("ssh_key", id_)
