"""Waits for a container to call itself healthy."""

from docker.api import APIClient

from infra.pulumi.offline.docker.engine import asking, wait_until
from infra.pulumi.offline.resource import RefusedError


def wait(engine: APIClient, id_: str, seconds: float) -> None:
    """Wait until its healthcheck says so."""
    wait_until(
        lambda: _is_healthy(engine, id_), seconds, f"container failed to be in healthy state in {seconds} s"
    )


def _is_healthy(engine: APIClient, id_: str) -> bool:
    with asking("error inspecting container state"):
        state = engine.inspect_container(id_)["State"]
    if "Health" not in state:
        raise RefusedError(
            "`wait` is given, but the container has no healthcheck: give one, or leave `wait` out"
        )
    return bool(state["Health"]["Status"] == "healthy")
