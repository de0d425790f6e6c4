"""The part of a provider that does not concern its resources: who it is and how it is configured."""

# ruff: noqa: N802 - gRPC names its methods so

from collections.abc import Callable, Mapping
from typing import Any

from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from infra.pulumi.offline.wire import Properties, load

Connect = Callable[[Mapping[str, Any]], Any]
"""Takes the provider's configuration and returns what its resources work with."""


class Configured(provider_pb2_grpc.ResourceProviderServicer):
    """A provider by the name of the official plugin (`docker`) and in the version of its SDK."""

    def __init__(self, name: str, version: str, connect: Connect) -> None:
        self.name = f"offline stand-in for pulumi-{name}"
        self._version = version
        self._connect = connect
        self._config: Properties = {}

    def connection(self) -> Any:
        """Return what resources work with."""
        return self._connect(self._config)

    def GetPluginInfo(self, _request: Any, _context: Any) -> plugin_pb2.PluginInfo:
        """Tell the version that the SDK asks for."""
        return plugin_pb2.PluginInfo(version=self._version)

    def Attach(self, _request: Any, _context: Any) -> empty_pb2.Empty:
        """Accept another engine: one that a debugger started."""
        return empty_pb2.Empty()

    def Cancel(self, _request: Any, _context: Any) -> empty_pb2.Empty:
        """Let what is in flight finish, as the official plugins do: after one Ctrl-C nothing is half-made."""
        return empty_pb2.Empty()

    def CheckConfig(self, request: provider_pb2.CheckRequest, _context: Any) -> provider_pb2.CheckResponse:
        """Accept any configuration: what is wrong with it shows when something is made."""
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: provider_pb2.DiffRequest, _context: Any) -> provider_pb2.DiffResponse:
        """Tell whether the configuration changed; that replaces nothing."""
        response = provider_pb2.DiffResponse
        same = load(request.olds) == load(request.news)
        return response(changes=response.DIFF_NONE if same else response.DIFF_SOME)

    def Configure(
        self, request: provider_pb2.ConfigureRequest, _context: Any
    ) -> provider_pb2.ConfigureResponse:
        """Take the configuration. The engine takes the marks off secrets and puts them on again."""
        self._config = load(request.args)
        return provider_pb2.ConfigureResponse(supportsPreview=True)
