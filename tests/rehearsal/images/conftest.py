"""The images of a commit of the test's own, and containers of them as confined as on a host."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import docker
import pytest
from docker.errors import NotFound

from core.topology import App, Label, Owner
from ops import images
from ops.bootstrap import ROOT
from ops.images import Image
from tests.conftest import wait_until

SOURCE = "https://git.example.com/webhook-monitor.git"
SECOND = 10**9
"""Nanoseconds, in which the engine counts."""


class Clone:
    """A copy of this repository, whose commits are nobody's, and which forgets their images."""

    def __init__(self, folder: Path, client: docker.APIClient) -> None:
        self.root = folder
        self._client = client
        self._built: list[Image] = []
        subprocess.run(["git", "clone", "--quiet", "--shared", str(ROOT), str(folder)], check=True)
        subprocess.run(["git", "-C", str(folder), "remote", "set-url", "origin", SOURCE], check=True)

    def commit(self, *appended: str) -> None:
        """Commit a new line at the end of files; without any, a commit that changes nothing."""
        for path in appended:
            with (self.root / path).open("a") as file:
                file.write("# changed\n")
        who = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
        what = ["commit", "--quiet", "--all", "--allow-empty", f"--message={time.time_ns()}"]
        subprocess.run(["git", "-C", str(self.root), *who, *what], check=True)

    def build(self, **options: object) -> Mapping[App, Image]:
        """Build what is committed."""
        built = images.build(root=self.root, **options)  # type: ignore[arg-type]
        self._built += built.values()
        return built

    def forget(self) -> None:
        """Remove the images; stages that they have in common stay with the engine, as after any build."""
        for image in self._built:
            with suppress(NotFound):
                self._client.remove_image(image.reference)


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory, engine: docker.APIClient) -> Iterator[Clone]:
    """Give a copy of what is committed here."""
    made = Clone(tmp_path_factory.mktemp("clone"), engine)
    made.commit()
    yield made
    made.forget()
    shutil.rmtree(made.root)


@pytest.fixture(scope="session")
def built(clone: Clone) -> Mapping[App, Image]:
    """Build what is committed here."""
    return clone.build(say=lambda _: None)


class Container:
    """A running container; on the machine's own network, so that it reaches the tests' engines."""

    def __init__(self, client: docker.APIClient, id_: str) -> None:
        self.id = id_
        self._client = client

    @property
    def state(self) -> Mapping[str, object]:
        return self._client.inspect_container(self.id)["State"]  # type: ignore[no-any-return]

    @property
    def health(self) -> str:
        return str(self.state["Health"]["Status"])  # type: ignore[index]

    def signal(self, name: str) -> None:
        self._client.kill(self.id, name)

    def ended(self, seconds: float) -> int:
        """Wait for its end; return the exit code."""
        wait_until(lambda: self.state["Status"] == "exited", f"the end of {self.text()}", seconds)
        return int(self.state["ExitCode"])  # type: ignore[call-overload]

    def text(self) -> str:
        """Return what it has printed."""
        return self._client.logs(self.id).decode(errors="replace")  # type: ignore[no-any-return]

    def run(self, *argv: str) -> str:
        """Run a command inside; return what it prints."""
        made = self._client.exec_create(self.id, list(argv))
        return self._client.exec_start(made).decode(errors="replace")  # type: ignore[no-any-return]


Run = Callable[..., Container]


@pytest.fixture
def run(engine: docker.APIClient, built: Mapping[App, Image], tmp_path: Path) -> Iterator[Run]:
    """`run(app, *arguments, environ, secrets)`: a container, confined; secrets come as files.

    Its health is asked for each second, in place of each ten.
    """
    started: list[str] = []

    def run(
        app: App, *arguments: str, environ: Mapping[str, str] = {}, secrets: Mapping[str, str] = {}
    ) -> Container:
        files = _secret_files(tmp_path / f"secrets-{len(started)}", secrets)
        values = {**environ, **{f"{name}_FILE": f"/run/secrets/{name}" for name in secrets}}
        made = engine.create_container(
            built[app].id,
            command=list(arguments) or None,
            environment=values,
            labels={Label.OWNER.value: Owner.REHEARSAL.value},
            healthcheck={
                "interval": SECOND,
                "retries": 2,
                "timeout": 5 * SECOND,
                "start_period": 30 * SECOND,
            },
            host_config=_confined(engine, files),
        )
        started.append(made["Id"])
        engine.start(made["Id"])
        return Container(engine, made["Id"])

    yield run
    for id_ in started:
        print(f"--- {id_[:12]}\n{Container(engine, id_).text()[-4000:]}")
        engine.remove_container(id_, force=True, v=True)


def _secret_files(folder: Path, secrets: Mapping[str, str]) -> Path:
    folder.mkdir()
    for name, value in secrets.items():
        (folder / name).write_text(f"{value}\n")
        (folder / name).chmod(0o444)
    return folder


def _confined(engine: docker.APIClient, secrets: Path) -> Mapping[str, object]:
    """Return what a host gives a container: a file system to read, /tmp, no capability, no new privilege."""
    options: Sequence[str] = ["no-new-privileges"]
    return engine.create_host_config(  # type: ignore[no-any-return]
        network_mode="host",
        read_only=True,
        cap_drop=["ALL"],
        security_opt=options,
        tmpfs={"/tmp": ""},
        binds={str(secrets): {"bind": "/run/secrets", "mode": "ro"}},
    )
