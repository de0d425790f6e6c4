"""Staging's roles on one host: the same playbook, the same goals."""

import time
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from core.topology import ExporterPort
from tests.rehearsal.conftest import Site
from tests.rehearsal.provision.conftest import NUMBER, Fleet, changed, made
from tests.rehearsal.provision.outside import shown
from tests.rehearsal.provision.test_playbook import AGAIN_SECONDS, BARE_SECONDS
from tests.rehearsal.provision.world import World

pytestmark = pytest.mark.long

NAME = "t-one"
THERE = 78
"""What stands in the networks of rehearsal-one."""


@pytest.fixture(scope="module")
def one(fleet_site: Site, engine: docker.APIClient, pulumi_cli: Path) -> Iterator[Fleet]:
    with made(fleet_site, NAME, "rehearsal-one", (THERE, NUMBER + 1)) as there:
        yield there


def test_it_is_provisioned_within_six_minutes(one):
    assert changed(one.bare) > 60
    assert one.seconds < BARE_SECONDS


def test_the_second_run_changes_nothing_within_ninety_seconds(one):
    begun = time.monotonic()
    done = one.provision()
    assert done.returncode == 0, done.text
    assert changed(done) == 0
    assert time.monotonic() - begun < AGAIN_SECONDS


def test_the_world_is_answered_and_shown_nothing_else(one):
    (host,) = one.facts
    World(one.environment, host.public_address).wait()
    shown(one, host)


def test_its_databases_are_seen(one):
    (host,) = one.facts
    for port, up in ((ExporterPort.POSTGRES, "pg_up 1"), (ExporterPort.REDIS, "redis_up 1")):
        url = f"http://{host.private_address}:{port.value}/metrics"
        assert up in one.ssh(host.name, f"curl --silent {url}").splitlines()
