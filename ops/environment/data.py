"""PostgreSQL and Redis, and how long events are kept."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from ops.environment.choice import one_of
from ops.environment.table import Table

Megabytes = Annotated[int, Field(ge=32, le=1_048_576)]


class Durability(StrEnum):
    """When a webhook counts as received: on one data host, or on its standby too."""

    LOCAL = "local"
    SYNCHRONOUS = "synchronous"


class Retention(Table):
    """How long events are kept: until they are old, or too many (None: however many)."""

    days: Annotated[int, Field(ge=1, le=3650)] = 30
    max_gb: Annotated[int, Field(ge=1, le=10_000)] | None = None


class Data(Table):
    """What holds the data."""

    durability: Annotated[Durability, one_of("durability", Durability)] = Durability.LOCAL
    postgres_memory_mb: Megabytes
    redis_memory_mb: Megabytes
    retention: Retention = Retention()
