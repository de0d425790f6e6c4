"""What an engine keeps of what was built: images of the last commits. With hundreds it builds slowly."""

from contextlib import suppress

import docker
from docker.errors import APIError

from core.topology import App
from ops.images.image import repository

KEPT = 10
"""Commits whose images stay. Hosts have what they run in their registry: only the next build needs these."""


def forget_old(client: docker.APIClient, kept: int = KEPT) -> None:
    """Remove an engine's images of older commits, but for those that a container has."""
    for app in App:
        place = repository(app)
        newest_first = sorted(client.images(place), key=lambda image: int(image["Created"]), reverse=True)
        for image in newest_first[kept:]:
            _forget(client, [name for name in image["RepoTags"] if name.startswith(f"{place}:")])


def _forget(client: docker.APIClient, names: list[str]) -> None:
    for name in names:
        with suppress(APIError):
            client.remove_image(name)
