"""The provider: how it is configured and where it decides otherwise than most."""

# ruff: noqa: N802 - gRPC names its methods so

import os
from collections.abc import Mapping
from typing import Any

import grpc
from pulumi.runtime.proto import provider_pb2

from infra.pulumi.offline.failures import told
from infra.pulumi.offline.hcloud.bridged import Bridged
from infra.pulumi.offline.provider import Provider
from infra.pulumi.offline.resource import RefusedError
from infra.pulumi.offline.schema import inputs_of
from infra.pulumi.offline.wire import is_unknown, load

_LENGTH = 64
_VARIABLE = "HCLOUD_TOKEN"
_MALFORMED = f"entered token is invalid (must be exactly {_LENGTH} characters long)"
_MISSING = (
    f"Missing Hetzner Cloud API token: it was not found in the {_VARIABLE} environment variable or the "
    "provider's token"
)


def token_of(config: Mapping[str, Any]) -> str:
    """Return the token of a configuration, else the environment's, else nothing."""
    return str(config.get("token") or os.environ.get(_VARIABLE, ""))


class HcloudProvider(Provider):
    """Asks for a token of the right length before it plans anything, as the official provider does."""

    def CheckConfig(self, request: provider_pb2.CheckRequest, context: Any) -> provider_pb2.CheckResponse:
        """Refuse a token that cannot be one."""
        token = token_of(load(request.news))
        if token and not is_unknown(token) and len(token) != _LENGTH:
            failure = provider_pb2.CheckFailure(property="token", reason=f"{self.name}: {_MALFORMED}")
            return provider_pb2.CheckResponse(inputs=request.news, failures=[failure])
        return super().CheckConfig(request, context)

    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        """Refuse to plan or do anything without a token."""
        with told(context, self.name):
            if not token_of(load(request.args)):
                raise RefusedError(_MISSING)
        return super().Configure(request, context)

    def Diff(
        self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext
    ) -> provider_pb2.DiffResponse:
        """Compare, and tell whether the old one goes first: see Bridged."""
        response = super().Diff(request, context)
        with told(context, self.name):
            resource = self._type(request.urn)
        has_name = "name" in inputs_of(resource.sdk).fields
        if not has_name or (issubclass(resource, Bridged) and resource.newer):
            response.deleteBeforeReplace = False
        return response
