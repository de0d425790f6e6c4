"""The live list: server-sent events that keep a page's list of events as the API has it now.

Each message holds the ids of the first page in order, and the rows that changed. Its SSE id is a digest of
the list; a browser that reconnects sends it as Last-Event-ID, and hears nothing until the list differs.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from web.api import ApiProblemError, ApiUnreachableError
from web.records import Event, Page

POLL_SECONDS = 1.0
LIFETIME_SECONDS = 300.0
KEEPALIVE_SECONDS = 15.0
"""The longest silence: proxies keep the stream open, and we learn that nobody reads it any more."""

BEGIN = "retry: 2000\n\n"
KEEPALIVE = ": nothing new\n\n"
TROUBLE = "event: trouble\ndata: the API does not answer\n\n"
OVER = "event: over\ndata: the session has ended\n\n"


def digest(page: Page[Event]) -> str:
    """Return what stands for the content of a page."""
    return sha256(json.dumps(page, sort_keys=True).encode()).hexdigest()[:16]


@dataclass
class LiveList:
    """One open stream.

    fetch: gets the first page; row: an event as HTML; older: the address that a cursor stands for;
    is_signed_in, is_draining: asked at each look, and end the stream;
    seen: the digest of the page that the browser shows.
    """

    fetch: Callable[[], Page[Event]]
    row: Callable[[Event], str]
    older: Callable[[str | None], str | None]
    is_signed_in: Callable[[], bool]
    is_draining: Callable[[], bool]
    seen: str
    _sent: dict[str, Event] = field(default_factory=dict)

    def messages(self) -> Iterator[str]:
        """Yield what to send, for LIFETIME_SECONDS at most; the browser then connects again."""
        yield BEGIN
        spoke = began = time.monotonic()
        while (now := time.monotonic()) < began + LIFETIME_SECONDS and not self.is_draining():
            message = self._look()
            if message or now >= spoke + KEEPALIVE_SECONDS:
                spoke = now
                yield message or KEEPALIVE
            if message == OVER:
                return
            time.sleep(POLL_SECONDS)

    def _look(self) -> str:
        if not self.is_signed_in():
            return OVER
        try:
            return self._news(self.fetch())
        except ApiProblemError as problem:
            return OVER if problem.status == 401 else self._trouble()
        except ApiUnreachableError:
            return self._trouble()

    def _news(self, page: Page[Event]) -> str:
        if digest(page) == self.seen:
            return ""
        self.seen = digest(page)
        changed = [event for event in page["data"] if self._sent.get(event["id"]) != event]
        self._sent = {event["id"]: event for event in page["data"]}
        message = {
            "ids": list(self._sent),
            "rows": {event["id"]: self.row(event) for event in changed},
            "older": self.older(page["next"]),
        }
        return f"id: {self.seen}\ndata: {json.dumps(message)}\n\n"

    def _trouble(self) -> str:
        known = self.seen == TROUBLE
        self.seen, self._sent = TROUBLE, {}  # so that the first page after it is sent whole
        return "" if known else TROUBLE
