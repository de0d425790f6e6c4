"""An API that webhooks are sent to, and a source of it; a test may have its own."""

import pytest

from tests.service.ingest.server import Server


@pytest.fixture(scope="module")
def server(module_spawn, free_port, module_database_url, valkey):
    return Server(module_spawn, free_port, module_database_url, valkey.url())


@pytest.fixture(scope="module")
def source(server):
    return server.source()
