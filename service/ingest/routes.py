"""`POST /in/{source}`: a 2xx means that the webhook is committed in PostgreSQL."""

import json

from flask import Blueprint, Response, after_this_request, current_app, g, request
from flask.blueprints import BlueprintSetupState

from core import logs
from service.ingest.address import client_address
from service.ingest.body import discard
from service.ingest.metrics import RECEIVED
from service.ingest.rate import RateLimiter
from service.ingest.receiver import Challenge, Receiver
from service.ingest.rejections import Rejections
from service.ingest.sampling import Sampler
from service.ingest.sources import Sources
from service.ingest.store import Stored
from service.problems import Problem
from service.services import Services, services

LOGGED_PER_SECOND = 20

bp = Blueprint("ingest", __name__)
log = logs.get()
sampler = Sampler(LOGGED_PER_SECOND)


@bp.record
def _make_receiver(state: BlueprintSetupState) -> None:
    shared: Services = state.app.extensions["services"]
    state.app.extensions["receiver"] = Receiver(
        sources=Sources(shared.pool, shared.sealer),
        rates=RateLimiter(shared.redis),
        store=shared.store,
        rejections=Rejections(shared.pool),
    )


@bp.post("/in/<key>", provide_automatic_options=False)
def receive(key: str) -> Response:
    """Verify and store a webhook."""
    receiver: Receiver = current_app.extensions["receiver"]
    address = client_address(request.environ, services().settings.trusted_proxies)
    try:
        return _answer(receiver.receive(key, request.environ, request.headers, address))
    except Problem as problem:
        RECEIVED.labels(problem.slug).inc()
        _log_refusal(receiver.sources.name_of(key), address, problem)
        if problem.status == 413:
            after_this_request(_take_in_the_rest)
        raise


def _answer(received: Stored | Challenge) -> Response:
    if isinstance(received, Challenge):
        RECEIVED.labels("challenge").inc()
        return _json(json.dumps({"challenge": received.value}), 200)
    RECEIVED.labels("duplicate" if received.duplicate else "stored").inc()
    if received.duplicate:
        return _json(f'{{"id": "{received.id}", "duplicate": true}}', 200)
    return _json(f'{{"id": "{received.id}"}}', 202)


def _json(text: str, status: int) -> Response:
    return Response(text, status, mimetype="application/json")


def _take_in_the_rest(response: Response) -> Response:
    environ = request.environ
    response.call_on_close(lambda: discard(environ))
    return response


def _log_refusal(source: str | None, address: str, problem: Problem) -> None:
    left_out = sampler.take()
    if left_out is None:
        return
    write = log.warning if problem.status >= 500 else log.info
    write(
        "refused",
        reason=problem.slug,
        source=source,
        address=address,
        cause=str(problem.__cause__) if problem.__cause__ else None,
        request_id=g.request_id,
        left_out=left_out,
    )
