"""What /v1/stats answers, field by field."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from service.v1.answers import Count, closed
from service.v1.fields import Moment


@closed
class Bucket(TypedDict):
    """What happened in one part of the period."""

    at: Moment
    """When it began."""
    received: Count
    delivered: Count
    dead: Count
    cancelled: Count
    failed_attempts: Count
    latency_p50_ms: int | None
    """From a delivery's making to its success, the median of each minute, averaged."""
    latency_p95_ms: int | None
    oldest_due_seconds: float | None
    """For how long the oldest due delivery had been due, seen once a minute; null: nobody looked."""


@closed
class Backlog(TypedDict):
    """What is not delivered yet; counted up to 10,000."""

    waiting: Count
    sending: Count
    oldest_due_seconds: float | None
    """For how long the oldest has been due; null: nothing is."""


@closed
class Kept(TypedDict):
    """What is stored, and for how long."""

    oldest_day: Annotated[str, Field(json_schema_extra={"format": "date"})] | None
    bytes: Count
    retention_days: Annotated[int, Field(ge=1)]
    retention_max_gb: Annotated[int, Field(ge=1)] | None


@closed
class Job(TypedDict):
    """A duty of upkeep."""

    name: str
    succeeded_at: Moment | None
    failed_at: Moment | None
    """Since when it has failed; null: it works."""
    error: str | None


@closed
class Stats(TypedDict):
    """Figures for charts."""

    period: Literal["1h", "24h", "7d"]
    bucket_seconds: Annotated[int, Field(ge=60)]
    buckets: list[Bucket]
    """Oldest first."""
    backlog: Backlog
    kept: Kept
    jobs: list[Job]
