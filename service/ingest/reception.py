"""What a post to `/in/{source}` is answered: a 2xx means that the webhook is committed in PostgreSQL."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from werkzeug.datastructures import EnvironHeaders

from core import logs
from core.settings import Networks
from service.ingest.address import client_address
from service.ingest.metrics import received
from service.ingest.receiver import Challenge, Receiver
from service.ingest.sampling import Sampler
from service.ingest.store import Stored
from service.problems import CONTENT_TYPE, Problem, problem_of

LOGGED_PER_SECOND = 20

log = logs.get()


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, body and headers beside its length."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


class Reception:
    """Takes posts to the receiver, and puts into words what became of them.

    trusted: whose X-Forwarded-For counts.
    """

    def __init__(self, receiver: Receiver, trusted: Networks) -> None:
        self._receiver = receiver
        self._trusted = trusted
        self._sampler = Sampler(LOGGED_PER_SECOND)

    def answer(self, key: str, environ: dict[str, Any], request_id: str) -> Answer:
        """Return what a request for a source's URL is answered, whatever happens."""
        address = client_address(environ, self._trusted)
        try:
            _check_method(environ["REQUEST_METHOD"])
            return _answer(self._receiver.receive(key, environ, EnvironHeaders(environ), address))
        except Exception as error:
            # A path may be a secret token: it is not told to the log.
            problem = problem_of(error, request_id, "/in/", environ["REQUEST_METHOD"])
        received(problem.slug).inc()
        self._log(key, address, request_id, problem)
        return Answer(problem.status, problem.body(request_id).encode(), CONTENT_TYPE, problem.headers)

    def _log(self, key: str, address: str, request_id: str, problem: Problem) -> None:
        left_out = self._sampler.take()
        if left_out is None:
            return
        write = log.warning if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR else log.info
        write(
            "refused",
            reason=problem.slug,
            source=self._receiver.sources.name_of(key),
            address=address,
            cause=str(problem.__cause__) if problem.__cause__ else None,
            request_id=request_id,
            left_out=left_out,
        )


def _check_method(method: str) -> None:
    if method != "POST":
        refused = HTTPStatus.METHOD_NOT_ALLOWED
        raise Problem(refused, "method-not-allowed", refused.description, headers={"Allow": "POST"})


def _answer(outcome: Stored | Challenge) -> Answer:
    if isinstance(outcome, Challenge):
        received("challenge").inc()
        return Answer(HTTPStatus.OK, json.dumps({"challenge": outcome.value}).encode())
    if outcome.duplicate:
        received("duplicate").inc()
        return Answer(HTTPStatus.OK, f'{{"id": "{outcome.id}", "duplicate": true}}'.encode())
    received("stored").inc()
    return Answer(HTTPStatus.ACCEPTED, f'{{"id": "{outcome.id}"}}'.encode())
