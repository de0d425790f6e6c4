"""The Docker engine of this machine."""

import io
import os
from typing import Any

import docker
from docker.errors import DockerException

from ops.errors import OpsError, UsageError


def connect() -> docker.APIClient:
    """Return a client of the engine that DOCKER_HOST names, or the default; UsageError when none answers."""
    try:
        client = docker.APIClient(version="auto", timeout=600, **docker.utils.kwargs_from_env())
        client.ping()
    except DockerException as problem:
        raise UsageError(_reason(problem)) from None
    return client


def build(client: docker.APIClient, name: str, context: io.BytesIO, **options: Any) -> None:
    """Build an image of a context, a tar; options: docker-py's. OpsError carries the build's own words."""
    said = []
    steps = client.build(
        fileobj=context, custom_context=True, tag=name, rm=True, forcerm=True, decode=True,
        network_mode="host",  # where an engine's own bridge has no way out
        **options,
    )  # fmt: skip
    for line in steps:
        said.append(line.get("stream", ""))
        if "error" in line:
            raise OpsError(f"{''.join(said[-30:])}\n{name} cannot be built: {line['error']}")


def _reason(problem: DockerException) -> str:
    heal = "start it, or install one (Debian: apt install docker.io)"
    if "Permission denied" in str(problem):
        heal = "join its group (sudo usermod -aG docker $USER, then log in again)"
    where = f" at DOCKER_HOST={named}" if (named := os.environ.get("DOCKER_HOST")) else ""
    return f"no Docker engine answers{where}, which rehearsal hosts and images need: {heal}"
