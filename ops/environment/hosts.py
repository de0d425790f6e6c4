"""Hosts and their roles."""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address
from typing import Annotated

from pydantic import Field

from ops.environment.choice import one_of
from ops.environment.cidr import Address
from ops.environment.names import Word
from ops.environment.sizes import Size
from ops.environment.table import Table


class Role(StrEnum):
    """What a host is for."""

    EDGE = "edge"
    APP = "app"
    DATA = "data"
    MONITOR = "monitor"
    MANAGER = "manager"


Roles = Annotated[tuple[Annotated[Role, one_of("role", Role)], ...], Field(strict=False, min_length=1)]


class Entry(Table):
    """A host as its file has it."""

    size: Word
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
