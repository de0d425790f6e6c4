"""Images to the registry, through an SSH tunnel, and from there to the hosts: new layers alone."""

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import docker
from docker.errors import APIError, DockerException

from core.topology import Port
from infra.pulumi.rehearsal import engine
from ops.environment import Role
from ops.errors import OpsError
from ops.release import seen
from ops.release.ssh import UNREACHABLE, UnreachableError
from ops.release.target import Target, login

_PULL_SECONDS = 300
_PULL = """
for image; do
  docker image inspect --format . "$image" >/dev/null 2>&1 || docker pull --quiet "$image" || exit
done
"""


def push(target: Target, images: Mapping[str, str], tag: str, vault: Mapping[str, str]) -> dict[str, str]:
    """Push images, an app's name → its name on this machine; return where each is, by digest."""
    keeper = target.keeper
    with (
        _local() as client,
        target.ways.tunnel(keeper.name, keeper.private_address, Port.REGISTRY.value) as port,
        ThreadPoolExecutor(len(images)) as pool,
    ):
        here = f"127.0.0.1:{port}"
        pushed = {
            app: pool.submit(_push, client, image, f"{here}/{app}", tag, login(vault))
            for app, image in images.items()
        }
        return {app: f"{target.registry}/{app}@{future.result()}" for app, future in pushed.items()}


def pull(target: Target, images: Sequence[str]) -> None:
    """Have images on all hosts that run apps, before any of them is needed; OpsError names the host."""
    wanted = hosts(target)
    with ThreadPoolExecutor(len(wanted)) as pool:
        list(pool.map(lambda host: _pull(target, host, images), wanted))


def _local() -> Any:
    """Return a client of this machine's engine, which has the images."""
    return engine.connect()


def _push(client: docker.APIClient, image: str, repository: str, tag: str, auth: Mapping[str, str]) -> str:
    """Push an image and return its digest; the name that it had for this goes again."""
    name = f"{repository}:{tag}"
    client.tag(image, repository, tag)
    try:
        said = [*client.push(repository, tag, auth_config=dict(auth), stream=True, decode=True)]
    except (DockerException, OSError) as problem:
        raise OpsError(_refusal(image, problem)) from None
    finally:
        with suppress(APIError):
            client.remove_image(name, noprune=True)
    for line in said:
        if "error" in line:
            raise OpsError(_refusal(image, line["error"].strip()))
    digest = next((line["aux"]["Digest"] for line in said if "Digest" in line.get("aux", {})), "")
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", digest):
        raise OpsError(f"{image} was pushed, and the registry named no digest")
    return digest


def _refusal(image: str, reason: object) -> str:
    return f"{image} cannot be pushed to the environment's registry: {reason}"


def _pull(target: Target, host: str, images: Sequence[str]) -> None:
    done = target.ways.attempt(host, "sudo", "sh", "-c", _PULL, "sh", *images, seconds=_PULL_SECONDS)
    if done.returncode == UNREACHABLE:
        raise UnreachableError(f"{host} does not answer: {done.stderr.strip()}")
    if done.returncode:
        raise OpsError(f"{host} cannot pull: {done.stderr.strip().splitlines()[-1]}")


def hosts(target: Target) -> list[str]:
    """Return the hosts that run apps and are up: one that is lost gets its images when it is back."""
    down = seen.look(target.engine).down
    return [host for host in target.with_role(Role.APP) if host not in down]
