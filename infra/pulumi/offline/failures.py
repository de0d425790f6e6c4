"""How a stand-in tells the engine that something failed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

import grpc
from google.protobuf import any_pb2
from pulumi.runtime.proto import provider_pb2, status_pb2

from infra.pulumi.offline.resource import RefusedError
from infra.pulumi.offline.wire import dump

_DETAILS = "grpc-status-details-bin"
_UNKNOWN = 2


@contextmanager
def told(context: grpc.ServicerContext, name: str) -> Iterator[None]:
    """Turn a refusal into an error that says who speaks; anything else is a defect, traceback shown."""
    try:
        yield
    except RefusedError as problem:
        context.abort(grpc.StatusCode.UNKNOWN, f"{name}: {problem}")


def half_made(
    context: grpc.ServicerContext, id_: str, state: Mapping[str, Any], inputs: Mapping[str, Any], reason: str
) -> NoReturn:
    """Tell that it exists but is not complete: the engine keeps it, and the next `up` updates it."""
    detail = any_pb2.Any()
    detail.Pack(
        provider_pb2.ErrorResourceInitFailed(
            id=id_, properties=dump(state), inputs=dump(inputs), reasons=[reason]
        )
    )
    status = status_pb2.Status(code=_UNKNOWN, message=reason, details=[detail])
    context.set_trailing_metadata(((_DETAILS, status.SerializeToString()),))
    context.abort(grpc.StatusCode.UNKNOWN, reason)
    raise AssertionError("abort raises")
