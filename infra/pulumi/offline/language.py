"""The stand-in for pulumi-language-python: runs an ordinary project with the `pulumi` package from PyPI."""

# ruff: noqa: N802 - gRPC names its methods so

import sys
from collections.abc import Iterator
from typing import Any

import grpc
from google.protobuf import empty_pb2
from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

from infra.pulumi.offline import interpreter, plugin
from infra.pulumi.offline.failures import told
from infra.pulumi.offline.interpreter import Interpreter
from infra.pulumi.offline.runs import Runs

_PLUGIN = "pulumi-language-python"
_NAME = f"offline stand-in for {_PLUGIN}"


class Language(language_pb2_grpc.LanguageRuntimeServicer):
    """Serves the engine at an address."""

    def __init__(self, engine: str, runs: Runs) -> None:
        self._engine = engine
        self._runs = runs

    def Handshake(
        self, request: language_pb2.LanguageHandshakeRequest, _context: Any
    ) -> language_pb2.LanguageHandshakeResponse:
        """Learn the engine's address."""
        self._engine = request.engine_address or self._engine
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, _request: Any, _context: Any) -> plugin_pb2.PluginInfo:
        """Tell the version, which is that of the SDK."""
        return plugin_pb2.PluginInfo(version=interpreter.sdk_version())

    def About(
        self, request: language_pb2.AboutRequest, context: grpc.ServicerContext
    ) -> language_pb2.AboutResponse:
        """Tell which Python runs the program."""
        python = _interpreter(request.info, context)
        return language_pb2.AboutResponse(executable=str(python.path), version=python.version())

    def GetRequiredPackages(
        self, request: language_pb2.GetRequiredPackagesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetRequiredPackagesResponse:
        """Name the plugins that the SDKs in the project's virtualenv ask for."""
        found = _interpreter(request.info, context).packages()
        packages = [plugin_pb2.PackageDependency(**package) for package in found]
        return language_pb2.GetRequiredPackagesResponse(packages=packages)

    def InstallDependencies(
        self, _request: Any, _context: Any
    ) -> Iterator[language_pb2.InstallDependenciesResponse]:
        """Install nothing: the project's virtualenv is made by `invoke`."""
        said = f"{_NAME}: it installs nothing, as `invoke` makes the virtualenv\n"
        yield language_pb2.InstallDependenciesResponse(stderr=said.encode())

    def Run(
        self, request: language_pb2.RunRequest, context: grpc.ServicerContext
    ) -> language_pb2.RunResponse:
        """Run the program to its end, or until the engine hangs up."""
        run = self._runs.start(_interpreter(request.info, context), request, self._engine)
        context.add_callback(run.interrupt)
        code = run.wait()
        if code == run.TOLD:
            return language_pb2.RunResponse(bail=True)
        return language_pb2.RunResponse(error=f"{_NAME}: the program ended with {code}" if code else "")

    def Cancel(self, _request: Any, _context: Any) -> empty_pb2.Empty:
        """Interrupt what runs."""
        self._runs.interrupt()
        return empty_pb2.Empty()


def _interpreter(info: language_pb2.ProgramInfo, context: grpc.ServicerContext) -> Interpreter:
    with told(context, _NAME):
        return Interpreter.of_project(info.root_directory, MessageToDict(info.options).get("virtualenv"))


def _main(engine: str) -> None:
    runs = Runs()
    language = Language(engine, runs)
    try:
        plugin.serve(
            _PLUGIN,
            lambda server: language_pb2_grpc.add_LanguageRuntimeServicer_to_server(language, server),
        )
    finally:
        runs.kill()


if __name__ == "__main__":
    _main(next((word for word in sys.argv[1:] if not word.startswith("-")), ""))
