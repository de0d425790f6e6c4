"""Hosts that a release can go to, and a good one on them.

Three hosts as in production, and in the full form one as in staging too. WEBHOOK_MONITOR_HOSTS=FOLDER:NAME
takes those of a site that has some.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from ops import site as sites
from ops.hosts import places
from ops.provision import pebble
from ops.provision.vault import sealed
from tests.rehearsal import conftest as rehearsal
from tests.rehearsal.conftest import Site
from tests.rehearsal.release.checkout import Checkout
from tests.rehearsal.release.world import World

NAME = "t-release"
NUMBER = 172 + os.getpid() % 50
THREE, ONE = "rehearsal", "rehearsal-one"


@pytest.fixture(scope="session")
def kept() -> tuple[str, str] | None:
    folder, _, name = os.environ.get("WEBHOOK_MONITOR_HOSTS", "").partition(":")
    return (folder, name) if name else None


@pytest.fixture(scope="session")
def release_site(kept: tuple[str, str] | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Give the site, which is also where this process looks for state and vaults."""
    made = _there(Path(kept[0])) if kept else Site(tmp_path_factory.mktemp("release"))
    with pytest.MonkeyPatch.context() as patch:
        for module in (sites, places, pebble):
            patch.setattr(module, "STATE", made.state)
        for module in (sites, sealed):
            patch.setattr(module, "ENVIRONMENTS", made.environments)
        yield made
    if not kept:
        (rehearsal.PROJECT / f"Pulumi.{NAME}.yaml").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """Give a clone of HEAD: what is not committed here is not released."""
    return Checkout(tmp_path_factory.mktemp("checkout") / "clone")


@pytest.fixture(scope="session", params=[THREE, pytest.param(ONE, marks=pytest.mark.long)])
def hosts(
    request: pytest.FixtureRequest, kept: tuple[str, str] | None, release_site: Site,
    engine: docker.APIClient, pulumi_cli: Path,
) -> Iterator[str]:  # fmt: skip
    """Give the name of an environment, or of one that is kept."""
    if kept:
        yield kept[1]
        return
    release_site.describe(NAME, request.param)
    file = release_site.environments / f"{NAME}.toml"
    file.write_text(re.sub(r"\.7[78]\.", f".{NUMBER}.", file.read_text()))
    try:
        made = release_site.invoke("provision", "--env", NAME)
        assert made.returncode == 0, made.text
        yield NAME
    finally:
        done = release_site.invoke("destroy", "--env", NAME, "--yes")
    assert done.returncode == 0, done.text


@pytest.fixture(scope="session")
def world(hosts: str, release_site: Site, checkout: Checkout) -> World:
    """Give hosts on which a good release runs."""
    made = World(release_site, hosts, checkout)
    checkout.good()
    done = made.deploy()
    assert done.returncode == 0, done.text
    return made


@pytest.fixture
def steady(world: World) -> World:
    """Give the same for one test, which must leave it as good as it found it."""
    if world.status()["status"] != "clean":
        world.checkout.good()
        assert world.deploy().returncode == 0
    return world


def _there(folder: Path) -> Site:
    found = Site.__new__(Site)
    found.folder, found.environments, found.state = folder, folder / "environments", folder / "state"
    found.environ = {"WEBHOOK_MONITOR_SITE": str(folder)}
    return found
