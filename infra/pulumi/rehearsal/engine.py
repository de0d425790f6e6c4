"""The Docker engine of this machine."""

import os

import docker
from docker.errors import DockerException

from ops.errors import UsageError


def connect() -> docker.APIClient:
    """Return a client of the engine that DOCKER_HOST names, or the default; UsageError when none answers."""
    try:
        client = docker.APIClient(version="auto", timeout=600, **docker.utils.kwargs_from_env())
        client.ping()
    except DockerException as problem:
        raise UsageError(_reason(problem)) from None
    return client


def _reason(problem: DockerException) -> str:
    heal = "start it, or install one (Debian: apt install docker.io)"
    if "Permission denied" in str(problem):
        heal = "join its group (sudo usermod -aG docker $USER, then log in again)"
    where = f" at DOCKER_HOST={named}" if (named := os.environ.get("DOCKER_HOST")) else ""
    return f"no Docker engine answers{where}, and rehearsal hosts live on one: {heal}"
