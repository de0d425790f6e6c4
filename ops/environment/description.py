"""What a file describes, with every default."""

from collections.abc import Iterator
from typing import Annotated, Any, get_args

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from ops.environment.alerts import Alerts
from ops.environment.apps import Apps
from ops.environment.backup import Backup
from ops.environment.cidr import Deliveries, HostNetwork, Logins
from ops.environment.cost import Cost
from ops.environment.data import Data
from ops.environment.hosts import Entry
from ops.environment.names import Domain, Email, HostName, Word, Zone
from ops.environment.people import People
from ops.environment.provider import OneProvider, its_region
from ops.environment.table import Table


class Description(Table):
    """An environment as its file has it. Only `local` does without backups and alerts."""

    domain: Domain
    zone: Annotated[
        Zone | None,
        Field(description="DNS zone at Hetzner that holds `domain`; empty: its records are kept elsewhere"),
    ] = None
    contact: Email
    provider: OneProvider
    region: Annotated[Word, AfterValidator(its_region)]
    network: HostNetwork
    mtu: Annotated[int, Field(ge=576, le=9000)] = 1450
    admin_cidrs: Logins = ()
    egress_allow: Deliveries = ()
    confirm: bool = True
    tagged: Annotated[
        bool,
        Field(description="only commits are released that carry the tag of their `core/VERSION`: v1.2.0"),
    ] = False
    people: People = Field(default_factory=dict)
    entries: dict[HostName, Entry] = Field(alias="hosts", min_length=1)
    apps: Apps
    data: Data
    backup: Backup | None = None
    alerts: Alerts | None = None
    cost: Cost = Cost()

    @field_validator("*", mode="after")
    @classmethod
    def _kept(cls, value: Any, info: ValidationInfo) -> Any:
        """Keep what is right, for what is said of it when another key is wrong."""
        if info.context is not None:
            info.context[info.field_name] = value
        return value


def keys(loc: tuple[int | str, ...]) -> list[str]:
    """Return the keys that the table at a place of the file may have."""
    table: type[Table] = Description
    for part in loc:
        annotation = {field.alias or name: field.annotation for name, field in table.model_fields.items()}
        table = next(_tables(annotation.get(str(part))), table)
    return [field.alias or name for name, field in table.model_fields.items()]


def _tables(annotation: Any) -> Iterator[type[Table]]:
    if isinstance(annotation, type) and issubclass(annotation, Table):
        yield annotation
    for inner in get_args(annotation):
        yield from _tables(inner)
