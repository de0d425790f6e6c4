"""Releases without hosts: what they are told, what is seen of them, and what that means."""

import pytest

from core.topology import App
from ops import environment
from ops.hosts.facts import Fact
from ops.provision.vault.keys import of
from ops.release import settings, stack
from ops.release.settings import World

DIGEST = "sha256:" + "a" * 64


@pytest.fixture
def rehearsal():
    return environment.load("rehearsal")


@pytest.fixture
def vault(rehearsal):
    """Give a vault whose every value can be found again, and needs escapes in a URL."""
    return {key.name: f"CANARY/{key.name}@:#?%" for key in of(rehearsal)}


@pytest.fixture
def facts(rehearsal):
    return [
        Fact(host.name, tuple(host.roles), f"198.18.77.{n}", f"10.77.0.{n}", host.name)
        for n, host in enumerate(rehearsal.hosts, 10)
    ]


@pytest.fixture
def world(rehearsal, facts, vault):
    return World(rehearsal, facts, vault, "PEM of PostgreSQL", "PEM of Pebble")


@pytest.fixture
def told(world):
    return settings.of(world)


@pytest.fixture
def images():
    return {app.value: f"10.77.0.10:5000/{app}@{DIGEST}" for app in App}


@pytest.fixture
def services(rehearsal, images, told):
    """Give a stack file."""
    return stack.render(rehearsal, images, told, 7)
