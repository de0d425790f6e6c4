"""Who may log in the first time: public keys, uploaded where the provider wants them by id."""

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_hcloud as hcloud

from infra.pulumi.components.identity import Identity
from ops.environment import Provider


class People(pulumi.ComponentResource):
    """`ids` are the ids of the uploaded keys; empty where hosts take the keys themselves."""

    ids: Sequence[pulumi.Output[str]] = ()

    def __init__(
        self,
        name: str,
        identity: Identity,
        provider: Provider,
        keys: Mapping[str, str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("webhook-monitor:hosts:People", name, None, opts)
        if provider is Provider.HETZNER:
            self.ids = [self._upload(identity, person, key) for person, key in keys.items()]
        self.register_outputs({})

    def _upload(self, identity: Identity, person: str, key: str) -> pulumi.Output[str]:
        uploaded = hcloud.SshKey(
            person,
            name=identity.name(person),
            public_key=key,
            labels=identity.labels(),
            # Another key is another object, and the first one's name is taken as long as it is there.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )
        return uploaded.id
