"""Which alert goes where; addresses and tokens are in the vault."""

from enum import StrEnum
from typing import Annotated

from ops.environment.choice import one_of
from ops.environment.table import Table


class Channel(StrEnum):
    """How people are told."""

    PAGERDUTY = "pagerduty"
    SLACK = "slack"
    EMAIL = "email"


OneChannel = Annotated[Channel, one_of("channel", Channel)]


class Alerts(Table):
    """Where alerts go by their severity."""

    page: OneChannel
    warn: OneChannel
    rest: OneChannel
