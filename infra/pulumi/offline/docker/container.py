"""docker.Container."""

from collections.abc import Iterable

import pulumi_docker
from docker.api import APIClient
from docker.errors import APIError, NotFound

from infra.pulumi.offline.docker import attachments, choices, creation, fields, health, reading, uploads
from infra.pulumi.offline.docker.engine import asking, found, wait_until
from infra.pulumi.offline.resource import Problem, RefusedError, Resource
from infra.pulumi.offline.wire import Properties

_REMOVAL_SECONDS = 30
_LIVE = ("restart", "maxRetryCount", "memory", "memorySwap")


class Container(Resource):
    """A container.

    Traps of the official plugin, kept: a change of `tmpfs`, `healthcheck` or `init` counts as an update and
    does nothing; dropped `labels`, `envs` and `command` are no change; `memorySwap`, which the engine sets to
    twice the memory, is one where the program gives none.
    """

    sdk = pulumi_docker.Container
    known = fields.KNOWN
    computed = fields.COMPUTED
    updatable = fields.UPDATABLE
    ordered = fields.ORDERED
    sets_of_one = fields.SETS_OF_ONE
    defaults = fields.DEFAULTS
    deleted_first = True
    connection: APIClient

    @classmethod
    def problems(cls, inputs: Properties) -> Iterable[Problem]:
        """Check choices, durations and properties that exclude each other."""
        return choices.problems(inputs)

    def create(self, inputs: Properties) -> str:
        """Make it, not yet attached to its networks nor started."""
        what = f"Unable to create container with image {inputs['image']}"
        if found(self.connection.inspect_image, inputs["image"]) is None:
            raise RefusedError(f"{what}: it is not on this engine, and this stand-in pulls none")
        with asking("Unable to create container"):
            made = self.connection.create_container_from_config(creation.body(inputs), inputs["name"])
        return str(made["Id"])

    def finish(self, id_: str, inputs: Properties) -> None:
        """Attach it to its networks, put files into it, start it and wait until it is healthy."""
        attachments.attach(self.connection, id_, inputs.get("networksAdvanced", ()))
        uploads.put(self.connection, id_, inputs.get("uploads", ()))
        if inputs["start"]:
            with asking("Unable to start container"):
                self.connection.start(id_)
            if inputs["wait"]:
                health.wait(self.connection, id_, inputs["waitTimeout"])

    def read(self, id_: str, state: Properties) -> Properties | None:
        """Return its state of today."""
        container = found(self.connection.inspect_container, id_)
        return container and reading.state(container, state)

    def update(self, id_: str, old: Properties, new: Properties) -> Properties:
        """Start it again when it was found stopped, and change its limits and its restart policy.

        The state is not read again, as officially: addresses that a refresh found empty stay empty.
        """
        if not old.get("mustRun", True) and new["mustRun"] and new["start"]:
            with asking("Unable to start container"):
                self.connection.start(id_)
        if any((old.get(name) or None) != (new.get(name) or None) for name in _LIVE):
            self._change_limits(id_, new)
        return new

    def _change_limits(self, id_: str, new: Properties) -> None:
        policy = {"Name": new["restart"], "MaximumRetryCount": new.get("maxRetryCount", 0)}
        with asking("Unable to update a container"):
            self.connection.update_container(
                id_,
                mem_limit=creation.in_bytes(new.get("memory", 0)),
                memswap_limit=creation.in_bytes(new.get("memorySwap", 0)),
                restart_policy=policy,
            )

    def delete(self, id_: str, state: Properties) -> None:
        """Stop it and remove it. Without `destroyGraceSeconds` it is killed at once, as officially."""
        with asking(f"Unable to remove container {id_}"):
            try:
                self.connection.stop(id_, timeout=state.get("destroyGraceSeconds", 0))
                self.connection.remove_container(id_, v=state.get("removeVolumes", True), force=True)
            except NotFound:
                return
            except APIError as problem:
                if "already in progress" not in str(problem):
                    raise
        wait_until(
            lambda: found(self.connection.inspect_container, id_) is None,
            _REMOVAL_SECONDS,
            f"container {id_} is still there after {_REMOVAL_SECONDS} s",
        )
