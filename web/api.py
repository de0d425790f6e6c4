"""The API, as a signed-in person sees it: a small client with short patience."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self, cast
from urllib.parse import quote

import requests
from requests.adapters import HTTPAdapter

from core import __version__
from web.records import (
    AuditEntry,
    CurrentKey,
    Delivery,
    DeliveryDetail,
    Destination,
    Event,
    EventDetail,
    Key,
    Page,
    Rejections,
    Replay,
    Source,
    Stats,
)

CONNECT_SECONDS = 1.0
READ_SECONDS = 5.0
"""Between two bytes of an answer."""

SUCCESS = {200, 201, 202, 204}
Filters = Mapping[str, str]


class ApiUnreachableError(Exception):
    """The API cannot be reached, or answers with something that it never says."""


class ApiProblemError(Exception):
    """The API's refusal: its status, and title, detail, request_id and errors as it gave them.

    slug: the last word of its type, as `name-taken`.
    """

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('title', '')}")
        self.status = status
        self.slug = str(problem.get("type") or "").rpartition(":")[2]
        self.title = str(problem.get("title") or "The API refused this")
        self.detail = str(problem.get("detail") or "")
        self.request_id = str(problem.get("request_id") or "")
        self.errors: list[dict[str, str]] = problem.get("errors") or []


class ApiBody:
    """An event's raw bytes, read as they come."""

    def __init__(self, response: requests.Response) -> None:
        self._response = response

    def head(self, limit: int) -> bytes:
        """Return the first `limit` bytes and hang up."""
        head = bytearray()
        for chunk in self.chunks():
            head += chunk
            if len(head) >= limit:
                break
        return bytes(head[:limit])

    def chunks(self) -> Iterator[bytes]:
        """Yield all of it, 64 KiB at a time."""
        try:
            with self._response:
                yield from self._response.iter_content(65_536)
        except requests.RequestException as problem:
            raise ApiUnreachableError(f"the API broke off: {problem}") from problem


@dataclass(frozen=True)
class Api:
    """The API at `url`; `signed_in` gives the same with a person's key."""

    url: str
    http: requests.Session = field(repr=False)
    key: str = field(default="", repr=False)
    request_id: str = ""

    @classmethod
    def at(cls, url: str) -> Self:
        """Make a client; it connects when first used."""
        http = requests.Session()
        http.trust_env = False  # a proxy or a .netrc of the machine is not meant for us
        http.headers["User-Agent"] = f"webhook-monitor-web/{__version__}"
        adapter = HTTPAdapter(pool_maxsize=100)
        http.mount("http://", adapter)
        http.mount("https://", adapter)
        return cls(url.rstrip("/"), http)

    def signed_in(self, key: str, request_id: str) -> Self:
        """Return this API as the holder of `key` sees it."""
        return replace(self, key=key, request_id=request_id)

    def events(self, filters: Filters) -> Page[Event]:
        """List events, newest first."""
        return cast("Page[Event]", self._json("/v1/events", filters))

    def event(self, event_id: str) -> EventDetail:
        """Return one event."""
        return cast("EventDetail", self._json(f"/v1/events/{event_id}"))

    def body(self, event_id: str) -> ApiBody:
        """Return an event's body, not read yet."""
        return ApiBody(self._get(f"/v1/events/{event_id}/body", stream=True))

    def deliveries(self, filters: Filters) -> Page[Delivery]:
        """List deliveries, newest first."""
        return cast("Page[Delivery]", self._json("/v1/deliveries", filters))

    def delivery(self, delivery_id: str) -> DeliveryDetail:
        """Return one delivery."""
        return cast("DeliveryDetail", self._json(f"/v1/deliveries/{delivery_id}"))

    def sources(self, filters: Filters) -> Page[Source]:
        """List sources, newest first."""
        return cast("Page[Source]", self._json("/v1/sources", filters))

    def destinations(self, filters: Filters) -> Page[Destination]:
        """List destinations, newest first."""
        return cast("Page[Destination]", self._json("/v1/destinations", filters))

    def rejections(self, source_id: str, filters: Filters) -> Rejections:
        """List the posts that a source turned away, newest first, and count them by reason."""
        return cast("Rejections", self._json(f"/v1/sources/{source_id}/rejections", filters))

    def keys(self, filters: Filters) -> Page[Key]:
        """List API keys, newest first."""
        return cast("Page[Key]", self._json("/v1/keys", filters))

    def current_key(self) -> CurrentKey:
        """Return what the key in use is."""
        return cast("CurrentKey", self._json("/v1/key"))

    def audit(self, filters: Filters) -> Page[AuditEntry]:
        """List who changed what, newest first."""
        return cast("Page[AuditEntry]", self._json("/v1/audit", filters))

    def stats(self, period: str) -> Stats:
        """Return the figures of the last `1h`, `24h` or `7d`."""
        return cast("Stats", self._json("/v1/stats", {"period": period}))

    def replays(self, filters: Filters) -> Page[Replay]:
        """List replays, newest first."""
        return cast("Page[Replay]", self._json("/v1/replays", filters))

    def replay(self, replay_id: str) -> Replay:
        """Return one replay."""
        return cast("Replay", self._json(f"/v1/replays/{replay_id}"))

    def make_replay(self, wanted: Mapping[str, Any], idempotency_key: str) -> Replay:
        """Deliver old events once more; the same key makes the same replay."""
        return cast(
            "Replay", self.change("POST", "/v1/replays", wanted, {"Idempotency-Key": idempotency_key})
        )

    def cancel_replay(self, replay_id: str) -> None:
        """Cancel a replay and what of it still waits."""
        self.change("DELETE", f"/v1/replays/{replay_id}")

    def change(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """POST, PATCH or DELETE with a JSON body; return what is answered, None when that is nothing."""
        answer = self._ask(method, path, json=body, headers=headers)
        return None if answer.status_code == requests.codes.no_content else _read(answer)

    def _json(self, path: str, params: Filters | None = None) -> Any:
        return _read(self._get(path, params))

    def _get(self, path: str, params: Filters | None = None, *, stream: bool = False) -> requests.Response:
        return self._ask("GET", path, params=params, stream=stream)

    def _ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **options: Any
    ) -> requests.Response:
        try:
            response = self._send(method, path, dict(headers or {}), options)
        except requests.RequestException as problem:
            raise ApiUnreachableError(f"the API does not answer: {problem}") from problem
        if response.status_code >= 400:
            raise ApiProblemError(response.status_code, _problem(response))
        if response.status_code not in SUCCESS:
            raise ApiUnreachableError(f"a {response.status_code} is not of the API: is API_URL right?")
        return response

    def _send(
        self, method: str, path: str, headers: dict[str, str], options: dict[str, Any]
    ) -> requests.Response:
        def send() -> requests.Response:
            return self.http.request(
                method,
                self.url + quote(path),
                allow_redirects=False,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                headers={"Authorization": f"Bearer {self.key}", "X-Request-Id": self.request_id} | headers,
                **options,
            )

        try:
            return send()
        except requests.ConnectionError:
            if method == "POST" and "Idempotency-Key" not in headers:
                raise  # it may have been heard
            return send()  # a kept connection ends when the API restarts: a new one may do


def _read(response: requests.Response) -> Any:
    try:
        return response.json()
    except requests.JSONDecodeError:
        raise ApiUnreachableError("what answers is not the API: is API_URL right?") from None


def _problem(response: requests.Response) -> dict[str, Any]:
    """Read a problem+json answer; a proxy between may have answered in another form."""
    try:
        problem = response.json()
    except requests.JSONDecodeError:
        problem = None
    return problem if isinstance(problem, dict) else {"title": response.reason}
