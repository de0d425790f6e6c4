"""Backups: where to, when, how many are kept."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from ops.environment.choice import one_of
from ops.environment.names import Bucket, Endpoint
from ops.environment.table import Table
from ops.environment.times import Daily, WeeklyTime

Count = Annotated[int, Field(ge=0, le=3650)]


class Often(StrEnum):
    """How often a backup is restored, to see that it can be."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Keep(Table):
    """How many backups are kept."""

    daily_days: Annotated[int, Field(ge=1, le=3650)]
    weekly: Count
    monthly: Count


class Backup(Table):
    """Where backups go, when they are made and tested."""

    endpoint: Endpoint
    bucket: Bucket
    full: WeeklyTime
    daily: Daily
    keep: Keep
    test: Annotated[Often, one_of("interval", Often)]
