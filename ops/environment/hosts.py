"""Hosts and their roles."""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationInfo

from ops.environment.choice import one_of
from ops.environment.cidr import Address
from ops.environment.names import Word
from ops.environment.shown import unknown
from ops.environment.sizes import SIZES, Size
from ops.environment.table import Table


class Role(StrEnum):
    """What a host is for."""

    EDGE = "edge"
    APP = "app"
    DATA = "data"
    MONITOR = "monitor"
    MANAGER = "manager"


def _its_size(size: str, info: ValidationInfo) -> str:
    provider: Any = (info.context or {}).get("provider")
    sizes = SIZES.get(provider)
    if sizes and size not in sizes:
        raise ValueError(unknown("size", size, sizes))
    return size


def _some_once(roles: tuple[Role, ...]) -> tuple[Role, ...]:
    if not roles:
        raise ValueError("is empty")
    twice = next((role for role in roles if roles.count(role) > 1), None)
    if twice:
        raise ValueError(f"the role {twice} is there twice")
    return roles


Roles = Annotated[
    tuple[Annotated[Role, one_of("role", Role)], ...],
    Field(strict=False),
    AfterValidator(_some_once),
]


class Entry(Table):
    """A host as its file has it."""

    size: Annotated[Word, AfterValidator(_its_size)]
    roles: Roles
    volume_gb: Annotated[int, Field(ge=10, le=10_000)] | None = None
    address: Address | None = None
    private_address: Address | None = None


@dataclass(frozen=True)
class Host:
    """A host, and the machine that its size names."""

    name: str
    size: str
    roles: tuple[Role, ...]
    volume_gb: int | None
    address: IPv4Address | None
    private_address: IPv4Address | None
    machine: Size

    @property
    def keeps_data(self) -> bool:
        """Tell whether losing this host loses data."""
        return Role.DATA in self.roles
