"""The Debian base of all images: from a registry, else made of Debian's packages."""

import shutil
import subprocess
from collections.abc import Callable

import docker
from docker.errors import APIError, ImageNotFound

from ops import versions
from ops.errors import UsageError

_REPOSITORY, _TAG = "debian", f"{versions.DEBIAN_CODENAME}-slim"
NAME = f"{_REPOSITORY}:{_TAG}"


def ensure(client: docker.APIClient, say: Callable[[str], object]) -> str:
    """Put the base on the engine unless it is there: pulled, or else made by mmdebstrap.

    Return its name: by digest, debian@sha256:…, where a registry gave it one.
    """
    try:
        client.inspect_image(NAME)
    except ImageNotFound:
        say(f"pulling {NAME}")
        if not _pulled(client):
            say(f"no registry: making {NAME} of Debian's packages")
            _make(client)
    digests = client.inspect_image(NAME)["RepoDigests"] or [NAME]
    return str(digests[0])


def _pulled(client: docker.APIClient) -> bool:
    try:
        client.pull(_REPOSITORY, _TAG)
        client.inspect_image(NAME)
    except (APIError, ImageNotFound):
        return False
    return True


def _make(client: docker.APIClient) -> None:
    program = shutil.which("mmdebstrap")
    if program is None:
        raise UsageError(
            f"{NAME} cannot be pulled, and mmdebstrap, which makes it of Debian's packages, is missing: "
            "type: apt install mmdebstrap"
        )
    argv = [
        program,
        "--quiet",
        "--variant=minbase",
        "--include=ca-certificates",
        versions.DEBIAN_CODENAME,
        "-",
    ]
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace").split("\n")
        last = next((line for line in reversed(said) if line.strip()), f"ended with {done.returncode}")
        raise UsageError(f"mmdebstrap: {last}")
    client.import_image_from_data(done.stdout, repository=_REPOSITORY, tag=_TAG)
