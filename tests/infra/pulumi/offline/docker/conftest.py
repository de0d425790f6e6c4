"""The provider on an engine in memory."""

from collections.abc import Callable

import pytest

from infra.pulumi.offline.docker.container import Container
from infra.pulumi.offline.docker.network import Network
from infra.pulumi.offline.docker.volume import Volume
from infra.pulumi.offline.provider import Provider
from tests.infra.pulumi.offline.docker.fake_engine import FakeEngine
from tests.infra.pulumi.offline.stack import Stack


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def stack_of(engine: FakeEngine) -> Callable[[str], Stack]:
    """Return a stack with one resource of a type, such as Volume."""
    provider = Provider("docker", "5.1.0", lambda _config: engine, [Network, Volume, Container])
    return lambda kind: Stack(provider, f"docker:index/{kind.lower()}:{kind}", "t")


@pytest.fixture
def container(stack_of: Callable[[str], Stack]) -> Stack:
    return stack_of("Container")


@pytest.fixture
def network(stack_of: Callable[[str], Stack]) -> Stack:
    return stack_of("Network")


@pytest.fixture
def volume(stack_of: Callable[[str], Stack]) -> Stack:
    return stack_of("Volume")
