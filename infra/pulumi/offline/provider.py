"""The ResourceProvider service over resource classes: what the official plugins' bridge does for theirs."""

# ruff: noqa: N802 - gRPC names its methods so

from collections.abc import Sequence

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2

from infra.pulumi.offline import checking, compare, filling, planning, refreshed
from infra.pulumi.offline.configured import Configured, Connect
from infra.pulumi.offline.failures import half_made, told
from infra.pulumi.offline.resource import RefusedError, Resource
from infra.pulumi.offline.schema import token_of
from infra.pulumi.offline.wire import dump, load


class Provider(Configured):
    """Serves resources; `name` is the official plugin's (`docker`), `version` that of its SDK."""

    def __init__(
        self, name: str, version: str, connect: Connect, resources: Sequence[type[Resource]]
    ) -> None:
        super().__init__(name, version, connect)
        self._resources = {token_of(resource.sdk): resource for resource in resources}

    def Check(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        """Fill in what the program left out, and find what is wrong."""
        with told(context, self.name):
            resource = self._type(request.urn)
        name = request.urn.rpartition("::")[2]
        inputs = filling.fill(resource, load(request.news), load(request.olds), name, request.randomSeed)
        wrong = [
            provider_pb2.CheckFailure(property=problem.property, reason=f"{self.name}: {problem.reason}")
            for problem in checking.problems(resource, inputs)
        ]
        return provider_pb2.CheckResponse(inputs=dump(inputs), failures=wrong)

    def Diff(
        self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext
    ) -> provider_pb2.DiffResponse:
        """Compare the state with new inputs."""
        with told(context, self.name):
            resource = self._type(request.urn)
        inputs = load(request.news)
        found = compare.changes(resource, load(request.olds), inputs)
        return planning.difference(resource, inputs, planning.not_ignored(found, request.ignoreChanges))

    def Create(
        self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CreateResponse:
        """Make it, or in a preview tell what is known of it.

        Like the official plugins: what fails after it exists is not removed. The engine keeps it with the
        reason, and the next `up` calls it an update.
        """
        inputs = load(request.properties)
        with told(context, self.name):
            resource = self._type(request.urn)
            if request.preview:
                return provider_pb2.CreateResponse(properties=dump(planning.preview(resource, inputs)))
            made = resource(self.connection())
            id_ = made.create(inputs)
        planned = planning.new_state(inputs)
        try:
            made.finish(id_, inputs)
            state = planning.made_state(resource, planned, made.read(id_, planned) or {})
        except RefusedError as problem:
            half_made(context, id_, planned, inputs, f"{self.name}: {problem}")
        return provider_pb2.CreateResponse(id=id_, properties=dump(state))

    def Read(
        self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ReadResponse:
        """Return today's state, and the inputs in the program's own form; nothing when it is gone."""
        with told(context, self.name):
            resource = self._type(request.urn)
            state = resource(self.connection()).read(request.id, load(request.properties))
        if state is None:
            return provider_pb2.ReadResponse()
        inputs = refreshed.inputs(resource, load(request.inputs), state)
        return provider_pb2.ReadResponse(id=request.id, properties=dump(state), inputs=dump(inputs))

    def Update(
        self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext
    ) -> provider_pb2.UpdateResponse:
        """Change it in place.

        Like the official plugins: a failed update is noted in the state as if it were done, and the next `up`
        finds nothing to do for it. Only a refresh shows the truth.
        """
        old, inputs = load(request.olds), load(request.news)
        with told(context, self.name):
            resource = self._type(request.urn)
            planned = planning.changed_state(resource, old, inputs)
            if request.preview:
                return provider_pb2.UpdateResponse(properties=dump(planned))
            made = resource(self.connection())
        try:
            return provider_pb2.UpdateResponse(properties=dump(made.update(request.id, old, planned)))
        except RefusedError as problem:
            half_made(context, request.id, planned, inputs, f"{self.name}: {problem}")

    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Remove it."""
        with told(context, self.name):
            self._type(request.urn)(self.connection()).delete(request.id, load(request.properties))
        return empty_pb2.Empty()

    def _type(self, urn: str) -> type[Resource]:
        token = urn.split("::")[2].rpartition("$")[2]
        if token not in self._resources:
            raise RefusedError(f"it has no {token}; it has {', '.join(sorted(self._resources))}")
        return self._resources[token]
