"""The Docker engine: a client for each thread, and its refusals in one sentence."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from docker.api import APIClient
from docker.errors import APIError, DockerException, NotFound

from infra.pulumi.offline.resource import RefusedError

_SOCKET = "unix:///var/run/docker.sock"
_TIMEOUT_SECONDS = 120
_POLL_SECONDS = 0.2
_clients = threading.local()


def connect(config: Mapping[str, Any]) -> APIClient:
    """Return this thread's client of the engine that the provider, else DOCKER_HOST, names."""
    host = config.get("host") or os.environ.get("DOCKER_HOST") or _SOCKET
    clients = _clients.__dict__
    if host not in clients:
        clients[host] = _client(host)
    return clients[host]


def _client(host: str) -> APIClient:
    try:
        return APIClient(host, "auto", timeout=_TIMEOUT_SECONDS, use_ssh_client=host.startswith("ssh:"))
    except DockerException:
        reason = f"no Docker engine answers at {host}: start it, or name another in DOCKER_HOST"
        raise RefusedError(reason) from None


@contextmanager
def asking(what: str) -> Iterator[None]:
    """Say what could not be done, and why, when the engine refuses."""
    try:
        yield
    except APIError as problem:
        raise RefusedError(f"{what}: {problem.explanation or problem}") from None
    except (DockerException, OSError) as problem:
        raise RefusedError(f"{what}: {problem}") from None


def wait_until(ready: Callable[[], bool], seconds: float, otherwise: str) -> None:
    """Wait until something is so; refuse with a sentence when it does not come in time."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise RefusedError(otherwise)
        time.sleep(_POLL_SECONDS)


def found(inspect: Callable[[str], Any], id_: str) -> Any:
    """Inspect an object; None when there is none."""
    with asking(f"{id_} cannot be inspected"):
        try:
            return inspect(id_)
        except NotFound:
            return None
