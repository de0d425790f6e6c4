"""`/in/{source}` in front of Flask, whose own handling of a request costs more than all that we do with it.

Everything else is Flask's. See docs/adr/0018-ingest-in-front-of-flask.md for what this is worth.
"""

import time
from collections.abc import Iterable
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.wsgi import ClosingIterator

from service.ingest.body import discard
from service.ingest.metrics import seconds
from service.ingest.rate import RateLimiter
from service.ingest.receiver import Receiver
from service.ingest.reception import Answer, Reception
from service.ingest.rejections import Rejections
from service.ingest.sources import Sources
from service.problems import identity_of
from service.services import Services

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/in/"
STATUS_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


class Front:
    """A WSGI application before another one."""

    def __init__(self, behind: "WSGIApplication", reception: Reception) -> None:
        self.behind = behind
        self.reception = reception

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer what is for a source's URL."""
        key = key_of(environ["PATH_INFO"])
        if key is None:
            return self.behind(environ, start_response)
        begun = time.perf_counter()
        request_id = identity_of(environ.get("HTTP_X_REQUEST_ID"))
        answer = self.reception.answer(key, environ, request_id)
        start_response(STATUS_LINES[answer.status], headers_of(answer, request_id))
        seconds(answer.status).observe(time.perf_counter() - begun)
        if answer.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return ClosingIterator([answer.body], partial(discard, environ))
        return [answer.body]


def install(app: Flask) -> None:
    """Put ingest in front of an app that has its services."""
    shared: Services = app.extensions["services"]
    receiver = Receiver(
        sources=Sources(shared.pool, shared.sealer),
        rates=RateLimiter(shared.redis),
        store=shared.store,
        rejections=Rejections(shared.pool),
    )
    app.extensions["receiver"] = receiver
    app.wsgi_app = Front(app.wsgi_app, Reception(receiver, shared.settings.trusted_proxies))  # type: ignore[method-assign]


def key_of(path: str) -> str | None:
    """Return the ingest key of a path as WSGI has it, in Latin-1; None: it is no source's URL."""
    key = path.removeprefix(PREFIX)
    if key == path or not key or "/" in key:
        return None
    return key if key.isascii() else key.encode("latin-1").decode(errors="replace")


def headers_of(answer: Answer, request_id: str) -> list[tuple[str, str]]:
    """Return all headers of an answer."""
    return [
        ("Content-Type", answer.content_type),
        ("Content-Length", str(len(answer.body))),
        ("X-Request-Id", request_id),
        *answer.headers.items(),
    ]
