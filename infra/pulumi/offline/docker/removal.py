"""Removes what others may still use: the engine is asked until they have let go."""

from collections.abc import Callable

from docker.errors import APIError, NotFound

from infra.pulumi.offline.docker.engine import asking, wait_until

_SECONDS = 30


def remove(what: str, ask: Callable[[], object], busy: str) -> None:
    """Remove something; gone already is gone. busy: what the engine says while it is in use."""
    with asking(f"Unable to remove {what}"):
        wait_until(
            lambda: _is_removed(ask, busy), _SECONDS, f"Unable to remove {what}: it {busy} after {_SECONDS} s"
        )


def _is_removed(ask: Callable[[], object], busy: str) -> bool:
    try:
        ask()
    except NotFound:
        return True
    except APIError as problem:
        if busy in str(problem):
            return False
        raise
    return True
