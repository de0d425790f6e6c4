"""Provisioned hosts of rehearsal's shape: made once for all files here, destroyed after the last."""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import docker
import pytest
import testinfra
from testinfra.host import Host

from ops import environment, site
from ops.bootstrap import ROOT
from ops.environment import Environment
from ops.hosts import facts, places
from ops.hosts.facts import Fact
from ops.provision import pebble
from ops.provision.vault import sealed
from tests.rehearsal import conftest as rehearsal
from tests.rehearsal.conftest import Said, Site

NAME = "t-provision"
NUMBER = 22 + os.getpid() % 50  # below the numbers that other rehearsals of the same run choose from
COMMAND_SECONDS = 300


class Fleet:
    """Hosts from nothing: `bare` has what the first run said, and `seconds` how long it took."""

    def __init__(self, site: Site) -> None:
        self.site = site
        begun = time.monotonic()
        self.bare = self.provision()
        self.seconds = time.monotonic() - begun

    def provision(self, *words: str) -> Said:
        """Type `invoke provision`."""
        return self.site.invoke("provision", "--env", NAME, *words)

    @contextmanager
    def running(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """Type a task, and go on while it runs; it has ended when this does."""
        argv = [sys.executable, "-u", "-m", "invoke", *words]
        with subprocess.Popen(
            argv, cwd=ROOT, env={**os.environ, **self.site.environ}, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ) as run:  # fmt: skip
            try:
                yield run
            finally:
                run.kill()

    @cached_property
    def environment(self) -> Environment:
        return environment.load(NAME, self.site.environments)

    @property
    def facts(self) -> Sequence[Fact]:
        """The hosts, in the file's order."""
        return facts.kept(NAME)

    def fact(self, name: str) -> Fact:
        return next(fact for fact in self.facts if fact.name == name)

    @property
    def folder(self) -> Path:
        """What is known of the hosts: keys, logs, how to log in."""
        return self.site.state / NAME

    def host(self, name: str) -> Host:
        """Return a host for testinfra; nothing is done as root unless it says so."""
        return testinfra.get_host(f"ssh://{name}", ssh_config=str(self.folder / "ssh_config"))

    def ssh(self, name: str, command: str) -> str:
        """Run a command on a host as its operator, and return what it printed."""
        done = self.try_ssh(name, command)
        assert done.returncode == 0, f"{name}: {command}: {done.text}"
        return done.stdout.strip()

    def try_ssh(self, name: str, command: str) -> Said:
        """Run a command that may fail."""
        config = str(self.folder / "ssh_config")
        argv = ["ssh", "-F", config, "-o", "BatchMode=yes", "-o", "ConnectTimeout=5", name, command]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=COMMAND_SECONDS, check=False)
        return Said(shlex.join(argv), done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def fleet_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Give the fleet's site, which is also where this process looks for state and vaults."""
    made = Site(tmp_path_factory.mktemp("fleet"))
    with pytest.MonkeyPatch.context() as patch:
        for module in (site, places, pebble):
            patch.setattr(module, "STATE", made.state)
        for module in (site, sealed):
            patch.setattr(module, "ENVIRONMENTS", made.environments)
        yield made
    (rehearsal.PROJECT / f"Pulumi.{NAME}.yaml").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def fleet(fleet_site: Site, engine: docker.APIClient, pulumi_cli: Path) -> Iterator[Fleet]:
    """Give hosts that were bare, and that one `invoke provision` made what they are."""
    fleet_site.describe(NAME, "rehearsal")
    file = fleet_site.environments / f"{NAME}.toml"
    file.write_text(file.read_text().replace(f".{rehearsal.NUMBER}.", f".{NUMBER}."))
    try:
        made = Fleet(fleet_site)
        assert made.bare.returncode == 0, made.bare.text
        yield made
    finally:
        done = fleet_site.invoke("destroy", "--env", NAME, "--yes")
    assert done.returncode == 0, done.text
