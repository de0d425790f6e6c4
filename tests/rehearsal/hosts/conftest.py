"""Rehearsal hosts on this machine's engine, made for the tests of one file and destroyed after them."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import docker
import pytest

from tests.rehearsal.conftest import Said, Site

NAME = "t-rehearsal"


class Hosts:
    """The environment of the tests: commands upon it, and what the engine really has."""

    def __init__(self, site: Site, engine: docker.APIClient) -> None:
        self.site = site
        self.engine = engine

    def provision(self, *words: str) -> Said:
        return self.site.invoke("provision", "--env", NAME, "--hosts", *words)

    def plan(self, *words: str) -> Said:
        return self.site.invoke("plan", "--env", NAME, *words)

    def destroy(self, *words: str, typed: str = "") -> Said:
        return self.site.invoke("destroy", "--env", NAME, *words, typed=typed)

    def up(self, *words: str) -> Said:
        """`pulumi up` by hand."""
        return self.site.pulumi("up", "--stack", NAME, "--yes", *words)

    @property
    def facts(self) -> dict[str, dict[str, str]]:
        return {
            fact["name"]: fact
            for fact in json.loads(self.site.invoke("hosts", "--env", NAME, "--json").stdout)
        }

    def containers(self) -> dict[str, str]:
        """Return the ids of the containers by the names of their hosts."""
        found = self.engine.containers(all=True, filters=self.mine)
        return {each["Labels"]["host"]: each["Id"] for each in found}

    def leftovers(self) -> list[str]:
        """Return the names of all that the engine has of this environment."""
        containers = [each["Names"][0] for each in self.engine.containers(all=True, filters=self.mine)]
        volumes = [each["Name"] for each in self.engine.volumes(self.mine)["Volumes"] or []]
        return containers + volumes + [each["Name"] for each in self.engine.networks(filters=self.mine)]

    @property
    def mine(self) -> dict[str, Sequence[str]]:
        """The labels of what is ours: another run may have an environment of the same name."""
        file = self.site.state / "checkout.json"
        checkout = json.loads(file.read_text())["id"] if file.exists() else "none yet"
        return {"label": [f"environment={NAME}", f"checkout={checkout}"]}

    def ssh(self, host: str, command: str) -> str:
        """Run a command on a host by the configuration that `provision` wrote, host keys checked."""
        config = self.site.state / NAME / "ssh_config"
        argv = ["ssh", "-F", str(config), "-o", "BatchMode=yes", "-o", "ConnectTimeout=5", host, command]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def remove_everything(self) -> None:
        """Leave nothing, whatever a test did."""
        self.destroy("--yes")
        for each in self.engine.containers(all=True, filters=self.mine):
            self.engine.remove_container(each["Id"], force=True, v=True)
        for each in self.engine.volumes(self.mine)["Volumes"] or []:
            self.engine.remove_volume(each["Name"])
        for each in self.engine.networks(filters=self.mine):
            self.engine.remove_network(each["Id"])


@pytest.fixture(scope="module")
def hosts(site: Site, engine: docker.APIClient, pulumi_cli: Path) -> Iterator[Hosts]:
    """Give an environment of rehearsal's shape, not made yet."""
    site.describe(NAME, "rehearsal")
    made = Hosts(site, engine)
    yield made
    made.remove_everything()
    assert made.leftovers() == []
