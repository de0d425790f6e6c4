"""Who gives us hosts, and where."""

from enum import StrEnum
from typing import Annotated

from pydantic import ValidationInfo

from ops.environment.choice import one_of
from ops.environment.shown import unknown


class Provider(StrEnum):
    """Where hosts come from; `local` has none, `existing` ones are yours already."""

    LOCAL = "local"
    DOCKER = "docker"
    HETZNER = "hetzner"
    EXISTING = "existing"


OneProvider = Annotated[Provider, one_of("provider", Provider)]

REGIONS: dict[Provider, tuple[str, ...]] = {
    Provider.LOCAL: ("local",),
    Provider.DOCKER: ("local",),
    Provider.HETZNER: ("fsn1", "nbg1", "hel1", "ash", "hil", "sin"),
}
"""Regions of a provider; where `existing` hosts stand is only a word."""


def its_region(region: str, info: ValidationInfo) -> str:
    """Return the region; ValueError when the provider, if known, has none of that name."""
    regions = REGIONS.get(info.data.get("provider", Provider.EXISTING))
    if regions and region not in regions:
        raise ValueError(unknown("region", region, regions))
    return region
