"""The registry of images, asked through a tunnel: what it has, and what it shall have no more."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import requests

from core.topology import App, Port
from ops.errors import OpsError
from ops.release.target import USER, Target, login

REPOSITORIES = tuple(app.value for app in App)
"""Those that are a release's: no other is ever touched."""
_KIND = "application/vnd.docker.distribution.manifest.v2+json"
_SECONDS = 10


class Registry:
    """A session with it."""

    def __init__(self, url: str, session: requests.Session) -> None:
        self._url = url
        self._session = session

    def digests(self, repository: str) -> set[str]:
        """Return the digests of all images that have a tag."""
        told = self._ask("GET", f"{repository}/tags/list", (200, 404))
        tags = (told.json().get("tags") if told.ok else None) or []
        found = (self._ask("HEAD", f"{repository}/manifests/{tag}", (200, 404)) for tag in tags)
        return {answer.headers["Docker-Content-Digest"] for answer in found if answer.ok}

    def lacks(self, repository: str, digest: str) -> list[str]:
        """Return what is missing of an image, its manifest or layers; none when it can be pulled whole."""
        answer = self._ask("GET", f"{repository}/manifests/{digest}", (200, 404))
        if not answer.ok:
            return [digest]
        manifest: dict[str, Any] = answer.json()
        blobs = [manifest["config"]["digest"], *(layer["digest"] for layer in manifest["layers"])]
        return [blob for blob in blobs if not self._ask("HEAD", f"{repository}/blobs/{blob}", (200, 404)).ok]

    def forget(self, repository: str, digest: str) -> None:
        """Have an image no more; its layers go when the registry is cleaned."""
        self._ask("DELETE", f"{repository}/manifests/{digest}", (202, 404))

    def _ask(self, method: str, path: str, expected: tuple[int, ...]) -> requests.Response:
        try:
            answer = self._session.request(method, f"{self._url}/v2/{path}", timeout=_SECONDS)
        except requests.RequestException as problem:
            raise OpsError(f"the registry does not answer: {problem}") from None
        if answer.status_code not in expected:
            raise OpsError(f"the registry answered {answer.status_code} to {method} {path}")
        return answer


@contextmanager
def opened(target: Target, vault: Mapping[str, str]) -> Iterator[Registry]:
    """Give the registry, whose certificate every host has."""
    keeper = target.keeper
    certificate = target.ways.run(keeper.name, "cat", f"/etc/docker/certs.d/{target.registry}/ca.crt")
    with (
        target.ways.tunnel(keeper.name, keeper.private_address, Port.REGISTRY.value) as port,
        NamedTemporaryFile("w", suffix=".pem") as file,
        requests.Session() as session,
    ):
        Path(file.name).write_text(certificate)
        session.trust_env = False  # no proxy leads to a tunnel, and no .netrc is asked
        session.auth = (USER, login(vault)["password"])
        session.verify = file.name
        session.headers["Accept"] = _KIND
        yield Registry(f"https://127.0.0.1:{port}", session)


def parts(image: str) -> tuple[str, str]:
    """Return repository and digest of an image's full name."""
    found = re.fullmatch(r"[^/]+/([^@]+)@(sha256:[0-9a-f]{64})", image)
    if not found:
        raise OpsError(f"{image} is not named by its digest")
    return found[1], found[2]
