"""Provisioned hosts of rehearsal's shape: made once for all files here, destroyed after the last."""

import os
import re
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
    """Hosts from nothing: `bare` has what the first run said, and `seconds` how long it took.

    foretold: what `--check` had said of the bare hosts, where it was asked.
    """

    def __init__(self, site: Site, name: str, foretold: bool) -> None:
        self.site, self.name = site, name
        begun = time.monotonic()
        self.made = self.provision("--hosts")
        self.seconds = time.monotonic() - begun
        self.foretold = self.provision("--check") if foretold else None
        begun = time.monotonic()
        self.bare = self.provision()
        self.seconds += time.monotonic() - begun
        self.did = changes(self.folder / "ansible.log")

    def provision(self, *words: str) -> Said:
        """Type `invoke provision`."""
        return self.site.invoke("provision", "--env", self.name, *words)

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
        return environment.load(self.name, self.site.environments)

    @property
    def facts(self) -> Sequence[Fact]:
        """The hosts, in the file's order."""
        return facts.kept(self.name)

    def fact(self, name: str) -> Fact:
        return next(fact for fact in self.facts if fact.name == name)

    @property
    def folder(self) -> Path:
        """What is known of the hosts: keys, logs, how to log in."""
        return self.site.state / self.name

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


def changed(done: Said) -> int:
    """Return how many changes the last line of a run tells of."""
    told = re.search(
        r"^[a-z0-9-]+: (\d+) (?:would change|changed)(?:, .*,)? in \d+ s(?:;|$)", done.stdout, re.MULTILINE
    )
    assert told, done.text
    return int(told[1])


def changes(log: Path) -> set[tuple[str, str]]:
    """Return who changed and by which task, of what Ansible itself said."""
    done, task = set(), ""
    for line in log.read_text().splitlines():
        if begun := re.match(r"(?:TASK|RUNNING HANDLER) \[(?:\S+ : )?(.*)\] \*", line):
            task = begun[1]
        elif host := re.match(r"changed: \[([^ \]]+)", line):
            done.add((host[1], task))
    return done


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


@contextmanager
def made(
    site: Site, name: str, of: str, numbers: tuple[int, int], *, foretold: bool = False
) -> Iterator[Fleet]:
    """Describe an environment like another, in a network of its own, give its hosts, and take all away.

    numbers: what stands in the networks of the other, and what shall stand there.
    foretold: ask a check first.
    """
    site.describe(name, of)
    there, here = numbers
    file = site.environments / f"{name}.toml"
    file.write_text(file.read_text().replace(f".{there}.", f".{here}."))
    try:
        fleet = Fleet(site, name, foretold)
        assert fleet.bare.returncode == 0, fleet.bare.text
        yield fleet
    finally:
        done = site.invoke("destroy", "--env", name, "--yes")
        (rehearsal.PROJECT / f"Pulumi.{name}.yaml").unlink(missing_ok=True)
    assert done.returncode == 0, done.text


@pytest.fixture(scope="session")
def fleet(fleet_site: Site, engine: docker.APIClient, pulumi_cli: Path) -> Iterator[Fleet]:
    """Give hosts that were bare, and that one `invoke provision` made what they are."""
    with made(fleet_site, NAME, "rehearsal", (rehearsal.NUMBER, NUMBER), foretold=True) as there:
        yield there
