"""What Hetzner offers, as far as our environments use it: locations, server types, images."""

from dataclasses import dataclass

from infra.pulumi.offline.hcloud.refusal import Refusal

EUROPE = frozenset({"fsn1", "nbg1", "hel1"})
ZONES = {
    "fsn1": "eu-central",
    "nbg1": "eu-central",
    "hel1": "eu-central",
    "ash": "us-east",
    "hil": "us-west",
    "sin": "ap-southeast",
}
"""Location to network zone."""

IMAGES = ("debian-12", "debian-13", "ubuntu-24.04")
_ARCHITECTURES = ("x86", "arm")
IMAGE_IDS = {
    (name, architecture): 100_000_001 + len(_ARCHITECTURES) * row + column
    for row, name in enumerate(IMAGES)
    for column, architecture in enumerate(_ARCHITECTURES)
}
"""An image has an id for each architecture; its name means the one that fits the server type."""

_OTHERS = {"cax11": 40, "cax21": 80, "cpx22": 80, "cpx32": 160, "ccx13": 80, "ccx23": 160}


@dataclass(frozen=True)
class ServerType:
    """One line of the price list."""

    name: str
    disk: int

    @property
    def architecture(self) -> str:
        """Return `arm` for the Ampere line, else `x86`."""
        return "arm" if self.name.startswith("cax") else "x86"

    @property
    def locations(self) -> frozenset[str]:
        """Return where it can be had: the cost-optimised and the Ampere line in Europe only."""
        return EUROPE if self.name.startswith(("cx", "cax")) else frozenset(ZONES)


def server_type(name: str) -> ServerType:
    """Return a server type by name."""
    if (disk := _disks().get(name)) is None:
        raise Refusal("", f"server type {name} not found")
    return ServerType(name, disk)


def location(name: str) -> str:
    """Return the name of a location that exists."""
    if name not in ZONES:
        raise Refusal("invalid_input", f"location '{name}' not found")
    return name


def image(name: str, architecture: str) -> str:
    """Return the name of an image, given by name or id, that runs on an architecture."""
    for (known, built_for), number in IMAGE_IDS.items():
        if name in (known, str(number)) and built_for == architecture:
            return known
    raise Refusal("", f"image {name} for architecture {architecture} not found")


def _disks() -> dict[str, int]:
    """Return GB of disk by size: those of our environments, and some that show what does not fit."""
    from ops.environment.provider import Provider
    from ops.environment.sizes import SIZES

    return _OTHERS | {name: size.disk_gb for name, size in SIZES[Provider.HETZNER].items()}
