"""Builds what an engine has not yet, and keeps what it has."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import docker
from docker.errors import ImageNotFound

from core.topology import App, Label, Owner, Port
from infra.pulumi.rehearsal import base, engine
from ops.bootstrap import ROOT
from ops.images import commit as commits
from ops.images import context as contexts
from ops.images.commit import Commit
from ops.images.image import Image, reference

APPS = tuple(App)
_OCI = "org.opencontainers.image"

Say = Callable[[str], object]


def build(
    revision: str = "HEAD", version: str = "", apps: Sequence[App] = APPS, say: Say = print, root: Path = ROOT
) -> Mapping[App, Image]:
    """Return a commit's images; build those that the engine lacks.

    version: what they call themselves, empty for what the commit does; say: told what goes on.
    UsageError without engine, git or such a commit; OpsError carries a failed build's own words.
    """
    commit = commits.find(revision, root)
    client = engine.connect()
    base_name = base.ensure(client, say)
    builder = _Builder(client, commit, _arguments(base_name), _labels(commit, version or commit.version))
    with ThreadPoolExecutor(len(apps)) as pool:
        first = builder.image(apps[0], say)  # alone: what all share is made once
        return dict(zip(apps, [first, *pool.map(lambda app: builder.image(app, say), apps[1:])], strict=True))


def _arguments(base_name: str) -> dict[str, str]:
    """Return what docker/app/Dockerfile is told."""
    return {
        "BASE": base_name,
        "OWNER": Owner.RELEASE.value,
        "API_PORT": str(Port.API.value),
        "WEB_PORT": str(Port.WEB.value),
    }


def _labels(commit: Commit, version: str) -> dict[str, str]:
    labels = {f"{_OCI}.revision": commit.id, f"{_OCI}.version": version}
    if source := commits.source(commit.root):
        labels[f"{_OCI}.source"] = source
    return labels


class _Builder:
    def __init__(
        self, client: docker.APIClient, commit: Commit, arguments: dict[str, str], labels: dict[str, str]
    ) -> None:
        self._client, self._tag, self._arguments = client, commit.tag, arguments
        self._context = contexts.make(commit.archive(contexts.PATHS))
        told = repr((client.inspect_image(arguments["BASE"])["Id"], arguments, labels))
        self._recipe = sha256(told.encode() + self._context).hexdigest()
        self._labels = labels | {Label.RECIPE.value: self._recipe}

    def image(self, app: App, say: Say) -> Image:
        """Return an app's image; what the engine has under its name counts if it was built of the same."""
        name = reference(app, self._tag)
        if not self._is_built(name):
            say(f"building {name}")
            engine.build(
                self._client, name, contexts.with_certificates(self._context),
                target=app.value, buildargs=self._arguments, labels=self._labels,
            )  # fmt: skip
        found = self._client.inspect_image(name)
        return Image(app, self._tag, found["Id"], found["Size"])

    def _is_built(self, name: str) -> bool:
        try:
            labels = self._client.inspect_image(name)["Config"]["Labels"] or {}
        except ImageNotFound:
            return False
        return bool(labels.get(Label.RECIPE.value) == self._recipe)
