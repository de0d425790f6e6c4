"""What the API answers with, field for field as in its OpenAPI description; times are RFC 3339 text."""

from typing import Any, Generic, TypedDict, TypeVar

Record = TypeVar("Record")


class Page(TypedDict, Generic[Record]):
    """One page of a list, newest first; `next` is the cursor of the older page."""

    data: list[Record]
    next: str | None


class Source(TypedDict):
    """Who sends."""

    id: str
    name: str
    scheme: str
    options: dict[str, Any] | None
    secret_count: int
    tolerance_seconds: int
    max_bytes: int
    rate_per_second: int
    enabled: bool
    ingest_url: str
    created_at: str


class Destination(TypedDict):
    """An HTTP endpoint that deliveries go to."""

    id: str
    name: str
    url: str
    sources: list[str]
    event_types: list[str] | None
    max_in_flight: int
    timeout_seconds: int
    state: str
    state_reason: str | None
    created_at: str


class Event(TypedDict):
    """One webhook received; `deliveries` counts its deliveries by state."""

    id: str
    source: str
    type: str | None
    provider_id: str | None
    content_type: str | None
    size: int
    received_at: str
    deliveries: dict[str, int]


class EventDetail(Event):
    """An event with what came besides its body."""

    method: str
    headers: list[tuple[str, str]]


class Delivery(TypedDict):
    """One event to one destination; `destination` is its name."""

    id: str
    event_id: str
    destination: str
    state: str
    attempts: int
    next_attempt_at: str | None
    last_status: int | None
    last_error: str | None
    replay_id: str | None
    created_at: str
    finished_at: str | None


class Attempt(TypedDict):
    """One try of a delivery; `response_head` is the beginning of the answer's body."""

    n: int
    started_at: str
    duration_ms: int
    status: int | None
    error: str | None
    response_head: str | None


class DeliveryDetail(Delivery):
    """A delivery with all its attempts."""

    attempt_log: list[Attempt]


class Replay(TypedDict):
    """New deliveries of old events; `matched` counts events, `created` deliveries."""

    id: str
    state: str
    matched: int
    created: int
    created_at: str
    finished_at: str | None


class Bucket(TypedDict):
    """What happened in one piece of the period that begins at `at`."""

    at: str
    received: int
    delivered: int
    dead: int
    cancelled: int
    failed_attempts: int
    latency_p50_ms: int | None
    latency_p95_ms: int | None
    oldest_due_seconds: float | None


class Backlog(TypedDict):
    """What is not delivered yet; `oldest_due_seconds` is None when nothing is due."""

    waiting: int
    sending: int
    oldest_due_seconds: float | None


class Kept(TypedDict):
    """What is stored, and for how long."""

    oldest_day: str | None
    bytes: int
    retention_days: int
    retention_max_gb: float | None


class Job(TypedDict):
    """When a job of the upkeep last succeeded and failed."""

    name: str
    succeeded_at: str | None
    failed_at: str | None
    error: str | None


class Stats(TypedDict):
    """The figures of a period, oldest bucket first."""

    period: str
    bucket_seconds: int
    buckets: list[Bucket]
    backlog: Backlog
    kept: Kept
    jobs: list[Job]


class Rejection(TypedDict):
    """A post that a source turned away."""

    id: str
    at: str
    address: str
    reason: str
    header_names: list[str]


class Rejections(Page[Rejection]):
    """The last posts that a source turned away; `counts`: how many ever, by reason."""

    counts: dict[str, int]


class Key(TypedDict):
    """An API key, of which the key itself is never told again."""

    id: str
    name: str
    scope: str
    created_at: str


class CurrentKey(TypedDict):
    """The key in use."""

    name: str
    scope: str


class Named(TypedDict):
    """A thing by its id and the name that it had then."""

    id: str | None
    name: str | None


class AuditEntry(TypedDict):
    """Who changed what; `changes`: [before, after] by field."""

    id: str
    at: str
    key: Named
    action: str
    target: Named
    changes: dict[str, tuple[Any, Any]]
