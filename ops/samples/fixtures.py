"""The sample source and the sample destination of a copy: made, or brought up to date."""

import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops.local import stored
from ops.local.ports import HOST
from ops.samples.client import Client

SOURCE = "sample-github"
DESTINATION = "sample-sink"
RATE_PER_SECOND = 10_000
SETTLED_SECONDS = 2
"""A change of a source takes effect within that time."""


@dataclass(frozen=True)
class Source:
    """Where to post to, and the secret to sign with."""

    ingest_url: str
    secret: str


@dataclass(frozen=True)
class Destination:
    """Where deliveries go, and the secret that they are signed with."""

    id: str
    signing_secret: str


def source(client: Client, folder: Path) -> Source:
    """Return the sample source. The API tells no secret, so the data folder keeps it."""
    file = folder / "sample-source.json"
    found, kept = client.named("sources", SOURCE), stored.read(file)
    if found and kept.get("id") == found["id"] and found["enabled"]:
        return Source(found["ingest_url"], kept["secret"])
    secret = secrets.token_urlsafe(24)
    settings: dict[str, Any] = {"secrets": [secret], "enabled": True, "rate_per_second": RATE_PER_SECOND}
    if found:
        found = client.call("PATCH", f"sources/{found['id']}", settings)
        time.sleep(SETTLED_SECONDS)
    else:
        found = client.call("POST", "sources", {"name": SOURCE, "scheme": "github"} | settings)
    stored.write(file, {"id": found["id"], "secret": secret})
    return Source(found["ingest_url"], secret)


def destination(client: Client, folder: Path) -> Destination:
    """Return the sample destination. Its secret is told once, so the data folder keeps it."""
    file = folder / "sample-destination.json"
    found, kept = client.named("destinations", DESTINATION), stored.read(file)
    if found and kept.get("id") == found["id"]:
        return Destination(**kept)
    if found:
        client.call("DELETE", f"destinations/{found['id']}")
    nowhere_yet = {"name": DESTINATION, "url": f"http://{HOST}:9/", "sources": [SOURCE]}
    made = client.call("POST", "destinations", nowhere_yet)
    kept = {"id": made["id"], "signing_secret": made["signing_secret"]}
    stored.write(file, kept)
    return Destination(**kept)


def attach(client: Client, destination: Destination, url: str) -> None:
    """Let deliveries flow to a sink that now listens."""
    settings = {"url": url, "sources": [SOURCE], "state": "enabled"}
    client.call("PATCH", f"destinations/{destination.id}", settings)


def detach(client: Client, destination: Destination) -> None:
    """Let deliveries wait: no sink listens any more."""
    client.call("PATCH", f"destinations/{destination.id}", {"state": "paused"})
