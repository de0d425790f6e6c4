"""The commit's images on this machine: what they are, and what of them hosts have not got yet."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import docker
from docker.errors import DockerException

from core.topology import App
from infra.pulumi.rehearsal import engine
from ops import images
from ops.images import Image as Local
from ops.release.record import Release
from ops.site import CHECKOUT


@dataclass(frozen=True)
class Image:
    """An app's image: its id now (empty: there is none), the id to come, and how many bytes of it are new."""

    now: str
    new: str
    new_bytes: int


@dataclass(frozen=True)
class Built:
    """An image and its layers: each one's digest, and its bytes where that is known."""

    image: Local
    layers: Sequence[str]
    sizes: Sequence[int]

    def new_bytes(self, there: Collection[str]) -> int:
        """Return how many bytes are in layers that are not there."""
        if not self.sizes:
            return 0 if set(self.layers) <= set(there) else self.image.size
        return sum(size for layer, size in zip(self.layers, self.sizes, strict=True) if layer not in there)


def build(say: Callable[[str], object]) -> dict[str, Built]:
    """Build HEAD's images, those that are not here yet."""
    made = images.build(say=say, root=CHECKOUT)
    with engine.connect() as client:
        return {app.value: _built(client, made[app]) for app in App}


def forget_old() -> None:
    """Remove this machine's images of older commits; that it cannot be done fails nothing."""
    with suppress(DockerException), engine.connect() as client:
        images.forget_old(client)


def compared(built: Mapping[str, Built], now: Release | None) -> dict[str, Image]:
    """Return what images there are, what they become, and what of them is new."""
    there: set[str] = {layer for layers in now.layers.values() for layer in layers} if now else set()
    found = {}
    for app, each in built.items():
        size = each.new_bytes(there)
        there |= set(each.layers)  # what apps share travels once
        found[app] = Image(now.ids.get(app, "") if now else "", each.image.id, size)
    return found


def _built(client: docker.APIClient, image: Local) -> Built:
    layers = client.inspect_image(image.reference)["RootFS"]["Layers"]
    sizes = [entry["Size"] for entry in reversed(client.history(image.reference)) if entry["Size"]]
    return Built(image, layers, sizes if len(sizes) == len(layers) else ())
