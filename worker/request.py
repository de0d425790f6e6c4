"""The request that a delivery is: where it goes, and its headers, signed."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass

from yarl import URL

from worker.headers import USER_AGENT, Header, forwarded, is_sendable
from worker.leases import Destination, Event
from worker.results import Leased
from worker.signing import key_of, signatures


@dataclass(frozen=True, slots=True)
class Target:
    """A destination, ready to be posted to."""

    name: str
    url: URL
    keys: Sequence[bytes]
    max_in_flight: int
    timeout_seconds: int

    @classmethod
    def of(cls, destination: Destination, secrets: Sequence[str]) -> "Target":
        """Prepare a destination; secrets: all that sign now, opened. ValueError for a wrong URL or secret."""
        return cls(
            name=destination.name,
            url=URL(destination.url, encoded=True),
            keys=[key_of(secret) for secret in secrets],
            max_in_flight=destination.max_in_flight,
            timeout_seconds=destination.timeout_seconds,
        )


def compose(delivery: Leased, event: Event, keys: Sequence[bytes], body: bytes) -> list[Header]:
    """Return the headers of an attempt that is made now."""
    id_, timestamp = str(delivery.id), int(time.time())
    ours: list[Header] = [
        ("webhook-id", id_),
        ("webhook-timestamp", str(timestamp)),
        ("webhook-signature", signatures(keys, id_, timestamp, body)),
        ("webhook-monitor-event", str(event.id)),
        ("webhook-monitor-source", event.source),
        ("webhook-monitor-attempt", str(delivery.attempts + 1)),
        ("user-agent", USER_AGENT),
    ]
    if event.content_type is not None and is_sendable(event.content_type):
        ours.append(("content-type", event.content_type))
    return [*ours, *forwarded(json.loads(event.headers))]
