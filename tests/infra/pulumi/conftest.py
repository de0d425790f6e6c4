"""What each environment's program asks the engine for."""

from collections.abc import Callable

import pytest

from tests.infra.pulumi import fleets
from tests.infra.pulumi.recorder import Recording


@pytest.fixture
def recorded() -> Callable[[str], Recording]:
    """Return an environment's hosts by its name: `recorded("production")["Server", "app-1"].inputs`."""
    return fleets.recorded


@pytest.fixture
def production() -> Recording:
    return fleets.recorded("production")


@pytest.fixture
def rehearsal() -> Recording:
    return fleets.recorded("rehearsal")
