"""One resource under a provider, driven as the engine does it: up, refresh, with `ignore_changes`."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import grpc
from google.protobuf import any_pb2
from pulumi.runtime.proto import provider_pb2, status_pb2

from infra.pulumi.offline.provider import Provider
from infra.pulumi.offline.wire import dump, load

SEED = bytes.fromhex("0123456789")


class Did(StrEnum):
    """What an `up` did to the resource."""

    NOTHING = "nothing"
    CREATED = "created"
    UPDATED = "updated"
    REPLACED = "replaced"


class FailedError(Exception):
    """The provider aborted; `half_made` is what it said exists all the same."""

    def __init__(self, sentence: str, half_made: provider_pb2.ErrorResourceInitFailed | None) -> None:
        super().__init__(sentence)
        self.half_made = half_made


class Context:
    """The part of gRPC's context that a provider uses."""

    def __init__(self) -> None:
        self._half_made: provider_pb2.ErrorResourceInitFailed | None = None

    def set_trailing_metadata(self, metadata: Sequence[tuple[str, bytes]]) -> None:
        status = status_pb2.Status.FromString(dict(metadata)["grpc-status-details-bin"])
        detail: any_pb2.Any = status.details[0]
        self._half_made = provider_pb2.ErrorResourceInitFailed()
        assert detail.Unpack(self._half_made)

    def abort(self, _code: grpc.StatusCode, sentence: str) -> None:
        raise FailedError(sentence, self._half_made)


class Stack:
    """A stack with one resource; `token` such as `docker:index/volume:Volume`."""

    def __init__(self, provider: Provider, token: str, name: str = "thing") -> None:
        self.provider = provider
        self.urn = f"urn:pulumi:dev::toy::{token}::{name}"
        self.id = ""
        self.inputs: dict[str, Any] = {}
        self.state: dict[str, Any] = {}

    def up(self, inputs: Mapping[str, Any], ignore: Sequence[str] = ()) -> Did:
        """Apply a program that gives these inputs; say what that did."""
        if not self.id:
            return self._create(inputs)
        checked = self.check(self._ignoring(inputs, ignore))
        found = self.diff(checked, ignore)
        if found.replaces:
            self.delete()
            self._create(inputs)
            return Did.REPLACED
        if found.changes == found.DIFF_NONE:
            self.inputs = checked
            return Did.NOTHING
        return self._update(checked)

    def refresh(self) -> None:
        """Read the resource; forget it when it is gone."""
        request = provider_pb2.ReadRequest(
            id=self.id, urn=self.urn, properties=dump(self.state), inputs=dump(self.inputs)
        )
        read = self.provider.Read(request, Context())
        self.id, self.state, self.inputs = read.id, load(read.properties), load(read.inputs)

    def check(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Return the inputs as the provider fills them in; a failed check fails the test."""
        response = self._check(inputs)
        assert not response.failures, response.failures
        return load(response.inputs)

    def problems(self, inputs: Mapping[str, Any]) -> list[str]:
        """Return what the provider finds wrong with inputs."""
        return [failure.reason for failure in self._check(inputs).failures]

    def diff(self, inputs: Mapping[str, Any], ignore: Sequence[str] = ()) -> provider_pb2.DiffResponse:
        """Compare the state with inputs that were checked."""
        request = provider_pb2.DiffRequest(
            id=self.id,
            urn=self.urn,
            olds=dump(self.state),
            news=dump(inputs),
            old_inputs=dump(self.inputs),
            ignoreChanges=ignore,
        )
        return self.provider.Diff(request, Context())

    def preview(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Return the outputs that a preview shows of a new one."""
        request = provider_pb2.CreateRequest(urn=self.urn, properties=dump(self.check(inputs)), preview=True)
        return load(self.provider.Create(request, Context()).properties)

    def delete(self) -> None:
        """Delete it."""
        request = provider_pb2.DeleteRequest(id=self.id, urn=self.urn, properties=dump(self.state))
        self.provider.Delete(request, Context())
        self.id, self.state, self.inputs = "", {}, {}

    def _check(self, inputs: Mapping[str, Any]) -> provider_pb2.CheckResponse:
        request = provider_pb2.CheckRequest(
            urn=self.urn, news=dump(inputs), olds=dump(self.inputs), randomSeed=SEED
        )
        return self.provider.Check(request, Context())

    def _create(self, inputs: Mapping[str, Any]) -> Did:
        checked = self.check(inputs)
        request = provider_pb2.CreateRequest(urn=self.urn, properties=dump(checked))
        try:
            made = self.provider.Create(request, Context())
        except FailedError as failure:
            if failure.half_made:
                self._keep(failure.half_made.id, failure.half_made.properties, checked)
            raise
        self._keep(made.id, made.properties, checked)
        return Did.CREATED

    def _update(self, checked: dict[str, Any]) -> Did:
        request = provider_pb2.UpdateRequest(
            id=self.id, urn=self.urn, olds=dump(self.state), news=dump(checked), old_inputs=dump(self.inputs)
        )
        try:
            updated = self.provider.Update(request, Context())
        except FailedError as failure:
            if failure.half_made:
                self._keep(self.id, failure.half_made.properties, checked)
            raise
        self._keep(self.id, updated.properties, checked)
        return Did.UPDATED

    def _keep(self, id_: str, properties: Any, inputs: dict[str, Any]) -> None:
        self.id, self.state, self.inputs = id_, load(properties), inputs

    def _ignoring(self, inputs: Mapping[str, Any], ignore: Sequence[str]) -> dict[str, Any]:
        """Return the inputs in which those ignored are the old ones."""
        kept = {name: self.inputs[name] for name in ignore if name in self.inputs}
        return {name: value for name, value in inputs.items() if name not in ignore} | kept
