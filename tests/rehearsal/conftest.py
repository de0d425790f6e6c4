"""A site for each file of tests: environments and state beside whatever the repository's are doing."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import docker
import pytest

from infra.pulumi.rehearsal import private
from ops.bootstrap import ROOT
from ops.errors import OpsError
from ops.toolchain import choice

PROJECT = ROOT / "infra" / "pulumi" / "hosts"
COMMAND_SECONDS = 1200
NUMBER = 100 + os.getpid() % 150  # of the tests' networks, so that two runs on one engine seldom meet
NETWORKS = {"10.77.0.0/24": f"10.{NUMBER}.0.0/24", "198.18.77.0/24": f"198.18.{NUMBER}.0/24"}


class Said(subprocess.CompletedProcess[str]):
    """What a command printed, on both streams, and how it ended."""

    @property
    def text(self) -> str:
        return self.stdout + self.stderr


class Site:
    """A folder with environments and state, and the commands that a person types there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environments = folder / "environments"
        self.state = folder / "state"
        self.environments.mkdir(parents=True)
        self.state.mkdir()
        self.environ: dict[str, str] = {"WEBHOOK_MONITOR_SITE": str(folder)}

    def describe(self, name: str, of: str, *changes: tuple[str, str]) -> None:
        """Write an environment: the repository's of that name, in networks of the tests, with changes."""
        text = (ROOT / "environments" / f"{of}.toml").read_text()
        for old, new in NETWORKS.items():
            text = text.replace(old, new)
        for old, new in changes:
            assert old in text, f"{old!r} is not in {of}.toml"
            text = text.replace(old, new, 1)
        (self.environments / f"{name}.toml").write_text(text)

    def edit(self, name: str, *changes: tuple[str, str]) -> None:
        """Change an environment's file as a person would; each change: what stands there, and what shall."""
        file = self.environments / f"{name}.toml"
        text = file.read_text()
        for old, new in changes:
            assert re.search(old, text), f"{old!r} is not in {file.name}"
            text = re.sub(old, new, text, count=1)
        file.write_text(text)

    def invoke(self, *words: str, typed: str = "", **environ: str) -> Said:
        """Run a task; typed: what is answered to its questions."""
        return self._run([sys.executable, "-m", "invoke", *words], ROOT, self.environ | environ, typed)

    def pulumi(self, *words: str, **environ: str) -> Said:
        """Run Pulumi by hand in the project's folder, as the README says."""
        return self._run(["pulumi", *words], PROJECT, self.by_hand | environ, "")

    @property
    def by_hand(self) -> Mapping[str, str]:
        """What a person exports who types `pulumi` here."""
        engine = choice.engine()
        path = f"{engine.pulumi.parent}{os.pathsep}{engine.environ.get('PATH', os.environ['PATH'])}"
        return {
            "PULUMI_CONFIG_PASSPHRASE_FILE": str(private.folder() / "passphrase"),
            **self.environ, **engine.environ, "PATH": path, "PULUMI_BACKEND_URL": self.state.as_uri(),
        }  # fmt: skip

    def _run(self, argv: list[str], folder: Path, environ: Mapping[str, str], typed: str) -> Said:
        done = subprocess.run(
            argv, cwd=folder, env={**os.environ, **environ}, input=typed, capture_output=True, text=True,
            timeout=COMMAND_SECONDS, check=False,
        )  # fmt: skip
        return Said(done.args, done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Give an empty site; the settings that Pulumi keeps beside the project go with it."""
    made = Site(tmp_path_factory.mktemp("site"))
    yield made
    for name in [file.stem for file in made.environments.glob("*.toml")]:
        (PROJECT / f"Pulumi.{name}.yaml").unlink(missing_ok=True)
    shutil.rmtree(made.folder)


@pytest.fixture(scope="session")
def pulumi_cli() -> Path:
    """Give the Pulumi that tasks use; without one there is nothing to rehearse."""
    try:
        return choice.engine().pulumi
    except OpsError as problem:
        pytest.skip(str(problem))


@pytest.fixture(scope="session")
def make_believe(pulumi_cli: Path) -> None:
    """Skip where the maker's plugins would talk to Hetzner, and rent servers."""
    if choice.engine().official:
        pytest.skip("the maker's plugins would rent servers")


@pytest.fixture(scope="session")
def engine() -> Iterator[docker.APIClient]:
    """Give a client of the Docker engine; without one there is nothing to rehearse."""
    try:
        client = docker.APIClient(version="auto")
        client.ping()
    except docker.errors.DockerException:
        pytest.skip("no Docker engine answers")
    yield client
    client.close()
