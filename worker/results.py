"""What becomes of a delivery after its turn in a batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from core.ids import time_of
from worker.answer import Error
from worker.health import Health
from worker.schedule import retry_delay

MAX_CLAIMS = 5
"""After so many leases that a worker began and never ended a delivery is given up: it seems to kill workers.

`claims` is 1 once a lease has ended without a result, and counts those that a worker begins from then on; an
attempt sets it to 0. So nothing is given up while there is merely no worker.
"""

SUSPECT_CLAIMS = 2
"""A delivery with so many claims travels alone, so that it takes no others with it."""

LOST_SECONDS = 5
"""How long a delivery rests on which the worker itself failed."""

GONE = 410


class State(StrEnum):
    """Where a delivery can be after its turn."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Lease:
    """Deliveries of one destination that one batch may post, as the message names them."""

    destination: UUID
    id: UUID
    deliveries: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class Leased:
    """A delivery that is ours until its lease ends in `seconds_left`."""

    id: UUID
    event_id: UUID
    attempts: int
    claims: int
    seconds_left: float


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try, as it is logged; head: the first bytes of the answer's body, None when no answer came."""

    started_at: datetime
    duration_ms: int
    status: int | None
    error: Error | None
    head: bytes | None


@dataclass(frozen=True, slots=True)
class Result:
    """A delivery's new state; delay: seconds until it is due again, error: what `last_error` becomes."""

    id: UUID
    state: State
    delay: float
    attempts: int
    claims: int
    error: Error | None = None
    attempt: Attempt | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a batch came to, and what it learned about its destination; None: nothing new."""

    results: list[Result]
    health: Health | None = None


def attempted(delivery: Leased, attempt: Attempt, retry_after: str | None) -> Result:
    """Return what an attempt leads to: delivered, dead, or pending until the next one."""
    attempts = delivery.attempts + 1
    if attempt.error is None:
        return Result(delivery.id, State.DELIVERED, 0, attempts, 0, None, attempt)
    delay = retry_delay(attempts, retry_after, datetime.now(UTC))
    if delay is None or attempt.status == GONE:
        return Result(delivery.id, State.DEAD, 0, attempts, 0, attempt.error, attempt)
    return Result(delivery.id, State.PENDING, delay, attempts, 0, attempt.error, attempt)


def returned(delivery: Leased, delay: float | None = None) -> Result:
    """Give a delivery back untried.

    delay: in seconds; without one it is due since it was made, so that it comes first next time.
    """
    if delay is None:
        delay = (time_of(delivery.id) - datetime.now(UTC)).total_seconds()
    return Result(delivery.id, State.PENDING, delay, delivery.attempts, delivery.claims)


def lost(delivery: Leased) -> Result:
    """Give up a turn in which the worker failed on this delivery; after MAX_CLAIMS of them, the delivery."""
    if delivery.claims >= MAX_CLAIMS:
        return Result(delivery.id, State.DEAD, 0, delivery.attempts, delivery.claims, Error.WORKER_LOST)
    return Result(delivery.id, State.PENDING, LOST_SECONDS, delivery.attempts, max(delivery.claims, 1))
