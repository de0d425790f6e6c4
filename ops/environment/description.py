"""What a file describes, with every default."""

from typing import Annotated

from pydantic import Field

from ops.environment.alerts import Alerts
from ops.environment.apps import Apps
from ops.environment.backup import Backup
from ops.environment.cidr import Deliveries, HostNetwork, Logins
from ops.environment.cost import Cost
from ops.environment.data import Data
from ops.environment.hosts import Entry
from ops.environment.names import Domain, Email, HostName, Word
from ops.environment.people import People
from ops.environment.provider import OneProvider
from ops.environment.table import Table


class Description(Table):
    """An environment as its file has it. Only `local` does without backups and alerts."""

    domain: Domain
    contact: Email
    provider: OneProvider
    region: Word
    network: HostNetwork
    mtu: Annotated[int, Field(ge=576, le=9000)] = 1450
    admin_cidrs: Logins = ()
    egress_allow: Deliveries = ()
    confirm: bool = True
    people: People = Field(default_factory=dict)
    entries: Annotated[dict[HostName, Entry], Field(alias="hosts", min_length=1)]
    apps: Apps
    data: Data
    backup: Backup | None = None
    alerts: Alerts | None = None
    cost: Cost = Cost()
