"""A webhook that goes the whole way: in by the public name, stored, relayed, delivered, and in again.

The source `canary` sends to the destination `canary`, which is the source `canary-sink`: it checks the
delivery's signature as any receiver would. All of it is made when it is missing.
"""

import hmac
import json
import time
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import uuid4

from ops.errors import OpsError
from ops.release.door import Door, DoorError

NAME = "canary"
SINK = "canary-sink"
_SECONDS = 30
_PAUSE_SECONDS = 0.05
_SEEN_SECONDS = 3
"""Within two seconds each process knows of a new source."""


class CanaryError(OpsError):
    """A webhook that did not come back."""


@dataclass(frozen=True)
class Canary:
    """Sends canaries through a door. secret: of the source; key: of the API."""

    door: Door
    domain: str
    secret: str
    key: str

    def prepare(self) -> None:
        """Make what is missing, and put right what was changed."""
        sources = {each["name"]: each for each in self._list("/v1/sources")}
        destinations = {each["name"]: each for each in self._list("/v1/destinations")}
        self._source(sources.get(NAME))
        found = destinations.get(NAME)
        if found and SINK in sources and (found["url"], found["state"]) == (self._url, "enabled"):
            return
        self._sink(found, sources.get(SINK))

    def fly(self) -> float:
        """Send one, and return after how many seconds it was back; CanaryError when it was not."""
        begun = time.monotonic()
        event = self._send(begun)
        last = "no delivery was made"
        while time.monotonic() - begun < _SECONDS:
            for delivery in self._list(f"/v1/deliveries?event_id={event}"):
                if delivery["state"] == "delivered":
                    return time.monotonic() - begun
                last = f"its delivery is {delivery['state']}" + _told(delivery)
            time.sleep(_PAUSE_SECONDS)
        raise CanaryError(f"a canary was stored as {event} and not delivered within {_SECONDS} s: {last}")

    def _send(self, begun: float) -> str:
        body = json.dumps({"canary": str(uuid4())}).encode()
        signature = hmac.digest(self.secret.encode(), body, sha256).hex()
        headers = {"Content-Type": "application/json", "X-Signature": f"sha256={signature}"}
        while True:
            status, content = self.door.ask("POST", f"/in/{NAME}", body=body, headers=headers)
            if status == 202:
                return str(json.loads(content)["id"])
            if status not in (401, 404) or time.monotonic() - begun > _SEEN_SECONDS:
                raise CanaryError(f"POST https://{self.domain}/in/{NAME} answered {status}, not 202")
            time.sleep(0.2)

    def _source(self, found: dict[str, Any] | None) -> None:
        if found is None:
            options = {"header": "X-Signature"}
            self._make(
                "/v1/sources", {"name": NAME, "scheme": "hmac", "options": options, "secrets": [self.secret]}
            )
        else:  # its secret is the vault's, which may have changed
            change = {"secrets": [self.secret], "enabled": True}
            self._ask(200, "PATCH", f"/v1/sources/{found['id']}", change)

    def _sink(self, destination: dict[str, Any] | None, sink: dict[str, Any] | None) -> None:
        """Make the destination anew, for its secret is told once, and the sink knows it."""
        if destination:
            self._ask(204, "DELETE", f"/v1/destinations/{destination['id']}")
        made = self._make("/v1/destinations", {"name": NAME, "url": self._url, "sources": [NAME]})
        secrets = [made["signing_secret"]]
        if sink:
            self._ask(200, "PATCH", f"/v1/sources/{sink['id']}", {"secrets": secrets, "enabled": True})
        else:
            self._make("/v1/sources", {"name": SINK, "scheme": "standard", "secrets": secrets})

    @property
    def _url(self) -> str:
        return f"https://{self.domain}/in/{SINK}"

    def _list(self, path: str) -> list[dict[str, Any]]:
        """Return all that a list has, page by page."""
        joined, found, cursor = "&" if "?" in path else "?", [], ""
        while True:
            page = self._ask(200, "GET", f"{path}{joined}limit=200{cursor}")
            found += page["data"]
            if page["next"] is None:
                return found
            cursor = f"&cursor={page['next']}"

    def _make(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = self._ask(201, "POST", path, body)
        return made

    def _ask(self, status: int, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        content = json.dumps(body).encode() if body else b""
        return self.door.expect(status, method, path, body=content, headers=headers)


def pages(door: Door, times: int) -> None:
    """Look at the pages' door so often that each copy was asked; DoorError when one did not answer."""
    for _ in range(times):
        status, _ = door.ask("GET", "/sign-in")
        if status != 200:
            raise DoorError(f"the pages answered {status}, not 200")


def _told(delivery: dict[str, Any]) -> str:
    said = delivery.get("last_error") or delivery.get("last_status")
    return f" ({said}, {delivery['attempts']} attempts)" if said else ""
