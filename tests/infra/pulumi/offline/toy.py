"""A resource for tests: volumes of pulumi-docker, kept in a dictionary."""

from typing import Any, ClassVar

import pulumi_docker

from infra.pulumi.offline.provider import Provider
from infra.pulumi.offline.resource import RefusedError, Resource, paths
from infra.pulumi.offline.wire import Properties
from tests.infra.pulumi.offline.stack import Stack

Store = dict[str, Properties]
TOKEN = "docker:index/volume:Volume"


class Toy(Resource):
    """A volume whose `driver` is chosen by its maker and whose `driverOpts` can be changed."""

    sdk = pulumi_docker.Volume
    known = paths("name driver driverOpts labels.label labels.value")
    computed = paths("name driver")
    updatable = paths("driverOpts")
    connection: Store
    fails: ClassVar[set[str]] = set()

    def create(self, inputs: Properties) -> str:
        self._perhaps_fail("create")
        self.connection[inputs["name"]] = {"driver": "local"} | inputs
        return str(inputs["name"])

    def finish(self, id_: str, inputs: Properties) -> None:
        self._perhaps_fail("finish")

    def read(self, id_: str, state: Properties) -> Properties | None:
        self._perhaps_fail("read")
        stored = self.connection.get(id_)
        return stored and state | {"mountpoint": f"/{id_}", "driver": stored["driver"]} | {
            name: stored.get(name) for name in ("driverOpts", "labels")
        }

    def update(self, id_: str, old: Properties, new: Properties) -> Properties:
        self._perhaps_fail("update")
        self.connection[id_] |= new
        return new

    def delete(self, id_: str, state: Properties) -> None:
        self._perhaps_fail("delete")
        self.connection.pop(id_, None)

    def _perhaps_fail(self, step: str) -> None:
        if step in self.fails:
            raise RefusedError(f"{step} is refused")


def stack(store: Store, token: str = TOKEN, **_: Any) -> Stack:
    """Return a stack with one of these."""
    return Stack(Provider("toy", "1.2.3", lambda _config: store, [Toy]), token)
