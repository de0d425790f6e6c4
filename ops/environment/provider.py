"""Who gives us hosts, and where."""

from enum import StrEnum
from typing import Annotated

from ops.environment.choice import one_of


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
