"""docker.Network."""

import pulumi_docker
from docker.api import APIClient

from infra.pulumi.offline.docker import labels
from infra.pulumi.offline.docker.engine import asking, found
from infra.pulumi.offline.docker.removal import remove
from infra.pulumi.offline.resource import Resource, paths
from infra.pulumi.offline.wire import Properties

_CONFIG = {"subnet": "Subnet", "ipRange": "IPRange", "gateway": "Gateway", "auxAddress": "AuxiliaryAddresses"}


class Network(Resource):
    """A network. Any change replaces it, a new label, too, and with it the containers that name it."""

    sdk = pulumi_docker.Network
    known = paths(
        """name driver options internal attachable ipv6 ipamDriver labels.label labels.value
        ipamConfigs.subnet ipamConfigs.ipRange ipamConfigs.gateway ipamConfigs.auxAddress"""
    )
    computed = paths("driver options internal ipamConfigs")
    defaults = {"ipamDriver": "default"}  # noqa: RUF012 - the base says that it is a class's
    connection: APIClient

    def create(self, inputs: Properties) -> str:
        """Make it."""
        with asking(f"Unable to create network {inputs['name']}"):
            made = self.connection.create_network(
                inputs["name"],
                driver=inputs.get("driver"),
                options=inputs.get("options"),
                ipam=_ipam(inputs),
                check_duplicate=True,
                internal=inputs.get("internal", False),
                labels=labels.to_engine(inputs.get("labels")),
                enable_ipv6=inputs.get("ipv6", False),
                attachable=inputs.get("attachable", False),
            )
        return str(made["Id"])

    def read(self, id_: str, state: Properties) -> Properties | None:
        """Return its state of today."""
        network = found(self.connection.inspect_network, id_)
        return network and state | {
            "name": network["Name"],
            "driver": network["Driver"],
            "options": network["Options"],
            "internal": network["Internal"],
            "attachable": network["Attachable"],
            "ingress": network["Ingress"],
            "ipv6": network["EnableIPv6"],
            "ipamDriver": network["IPAM"]["Driver"],
            "ipamOptions": network["IPAM"]["Options"],
            "ipamConfigs": [_config(config) for config in network["IPAM"]["Config"] or ()],
            "labels": labels.to_program(network["Labels"]),
            "scope": network["Scope"],
        }

    def delete(self, id_: str, state: Properties) -> None:
        """Remove it as soon as no container is attached to it."""
        name = state.get("name", id_)
        remove(f"network {name}", lambda: self.connection.remove_network(id_), "has active endpoints")


def _ipam(inputs: Properties) -> Properties:
    configs = [
        {_CONFIG[name]: value for name, value in config.items() if name in _CONFIG}
        for config in inputs.get("ipamConfigs", ())
    ]
    return {"Driver": inputs["ipamDriver"], "Config": configs}


def _config(config: Properties) -> Properties:
    return {name: config[engine] for name, engine in _CONFIG.items() if config.get(engine)}
