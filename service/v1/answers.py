"""What /v1 answers, field by field: the types that views return and from which openapi.py tells the world."""

from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from core.scopes import Scope
from service.v1.destination_fields import EventTypes, MaxInFlight, Sources, TimeoutSeconds, Url
from service.v1.fields import Moment, Name
from service.v1.source_fields import HmacOptions, MaxBytes, RatePerSecond, SchemeName, ToleranceSeconds

Item = TypeVar("Item")
Count = Annotated[int, Field(ge=0)]
closed = with_config(ConfigDict(extra="forbid", use_attribute_docstrings=True))

DestinationState = Literal["enabled", "paused", "disabled"]
DeliveryState = Literal["pending", "sending", "delivered", "dead", "cancelled"]
DeliveryError = Literal["timeout", "dns", "connect", "tls", "blocked", "http", "worker_lost"]


@closed
class Listed(TypedDict, Generic[Item]):
    """One page of a list, newest first."""

    data: list[Item]
    next: str | None
    """The `cursor` of the next page; null on the last one."""


@closed
class Source(TypedDict):
    """Who may send, and how they sign. Secrets never come back."""

    id: UUID
    name: Name
    scheme: SchemeName
    options: HmacOptions | None
    secret_count: Annotated[int, Field(ge=0, le=2)]
    tolerance_seconds: ToleranceSeconds
    max_bytes: MaxBytes
    rate_per_second: RatePerSecond
    enabled: bool
    ingest_url: Annotated[str, Field(json_schema_extra={"format": "uri"})]
    """Where the sender posts to; for scheme `none` it ends in a token that is a secret itself."""
    created_at: Moment


@closed
class Destination(TypedDict):
    """Where deliveries go, and what of."""

    id: UUID
    name: Name
    url: Url
    sources: Sources
    event_types: EventTypes
    max_in_flight: MaxInFlight
    timeout_seconds: TimeoutSeconds
    state: DestinationState
    """`paused`: deliveries wait; `disabled`: waiting and new ones become `cancelled`."""
    state_reason: Literal["operator", "gone", "failing"] | None
    """Who changed the state: an operator, the destination by a 410, or five days of failing."""
    created_at: Moment


@closed
class NewSecret(TypedDict):
    """A signing secret, told this once."""

    signing_secret: Annotated[str, Field(pattern="^whsec_")]
    """With which the destination verifies what it gets, by any Standard Webhooks library."""


@closed
class NewDestination(Destination, NewSecret):
    """A destination that was made, with its signing secret, told this once."""


@closed
class Deliveries(TypedDict):
    """An event's deliveries, counted by state."""

    pending: Count
    sending: Count
    delivered: Count
    dead: Count
    cancelled: Count


@closed
class Event(TypedDict):
    """One webhook received."""

    id: UUID
    source: str
    """The source's name."""
    type: str | None
    provider_id: str | None
    """The sender's id of it, by which duplicates are known."""
    content_type: str | None
    size: Count
    """Bytes of the body."""
    received_at: Moment
    deliveries: Deliveries


@closed
class EventDetail(Event):
    """An event with its headers."""

    method: str
    headers: list[tuple[str, str]]
    """`[name, value]` each; Authorization and Cookie are never stored."""


@closed
class Delivery(TypedDict):
    """One event to one destination."""

    id: UUID
    """Also the `webhook-id` that the destination gets, the same on every attempt."""
    event_id: UUID
    destination: str
    """The destination's name."""
    state: DeliveryState
    attempts: Count
    next_attempt_at: Moment | None
    """Of a pending one."""
    last_status: int | None
    last_error: DeliveryError | None
    replay_id: UUID | None
    """The replay that made it; null when ingest did."""
    created_at: Moment
    finished_at: Moment | None


@closed
class Attempt(TypedDict):
    """One try of a delivery."""

    n: Annotated[int, Field(ge=1)]
    started_at: Moment
    duration_ms: Count
    status: int | None
    error: DeliveryError | None
    response_head: str | None
    """The first 1,000 bytes of the answer's body, as text."""


@closed
class DeliveryDetail(Delivery):
    """A delivery with all its attempts."""

    attempt_log: list[Attempt]


@closed
class Replay(TypedDict):
    """New deliveries of old events."""

    id: UUID
    state: Literal["running", "done", "cancelled"]
    matched: Count
    """Events found so far."""
    created: Count
    """Deliveries made so far."""
    created_at: Moment
    finished_at: Moment | None


@closed
class Key(TypedDict):
    """An API key."""

    id: UUID
    name: str
    scope: Scope
    created_at: Moment


@closed
class CurrentKey(TypedDict):
    """The key of the request."""

    name: str
    """`API_KEY` of the one from the environment."""
    scope: Scope


@closed
class NewKey(Key):
    """An API key that was made."""

    key: str
    """Told this once; only its hash is kept."""


@closed
class Named(TypedDict):
    """A thing by id and the name that it had; id null: API_KEY, name null: it has none."""

    id: UUID | None
    name: str | None


@closed
class AuditEntry(TypedDict):
    """Who changed what."""

    id: UUID
    at: Moment
    key: Named
    """The key that was used."""
    action: str
    """Such as `source.create`."""
    target: Named
    changes: dict[str, Any]
    """`[before, after]` of each field that changed; of secrets only that they did."""


@closed
class Rejection(TypedDict):
    """A post that was turned away. Of its body nothing is kept."""

    id: UUID
    at: Moment
    address: str
    """The sender's, behind trusted proxies."""
    reason: str
    """As the answer's `type` ends."""
    header_names: list[str]


@closed
class Rejections(TypedDict):
    """One page of rejections, of which the last hundred of a source are kept."""

    data: list[Rejection]
    next: str | None
    counts: dict[str, Count]
    """How many there were by reason since the source was made."""
