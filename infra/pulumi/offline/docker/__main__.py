"""The stand-in for pulumi-resource-docker: networks, volumes and containers on a real engine."""

from importlib.metadata import version

from pulumi.runtime.proto import provider_pb2_grpc

from infra.pulumi.offline import plugin
from infra.pulumi.offline.docker.container import Container
from infra.pulumi.offline.docker.engine import connect
from infra.pulumi.offline.docker.network import Network
from infra.pulumi.offline.docker.volume import Volume
from infra.pulumi.offline.provider import Provider

provider = Provider("docker", version("pulumi-docker"), connect, [Network, Volume, Container])

if __name__ == "__main__":
    plugin.serve(
        "pulumi-resource-docker",
        lambda server: provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server),
    )
