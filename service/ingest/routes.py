"""`POST /in/{source}`: a 2xx means that the webhook is committed in PostgreSQL."""

from flask import Blueprint, Response, current_app, g, request
from flask.blueprints import BlueprintSetupState

from core import logs
from service.ingest.address import client_address
from service.ingest.metrics import RECEIVED
from service.ingest.rate import RateLimiter
from service.ingest.receiver import Receiver
from service.ingest.sources import Sources
from service.ingest.store import Stored
from service.problems import Problem
from service.services import Services, services

bp = Blueprint("ingest", __name__)
log = logs.get()


@bp.record
def _make_receiver(state: BlueprintSetupState) -> None:
    shared: Services = state.app.extensions["services"]
    sources = Sources(shared.pool, shared.sealer)
    state.app.extensions["receiver"] = Receiver(sources, RateLimiter(), shared.store)


@bp.post("/in/<key>", provide_automatic_options=False)
def receive(key: str) -> Response:
    """Verify and store a webhook."""
    receiver: Receiver = current_app.extensions["receiver"]
    address = client_address(request.environ, services().settings.trusted_proxies)
    try:
        stored = receiver.receive(key, request, address)
    except Problem as problem:
        RECEIVED.labels(problem.slug).inc()
        _log_refusal(receiver.sources.name_of(key), address, problem)
        raise
    RECEIVED.labels("duplicate" if stored.duplicate else "stored").inc()
    return _answer(stored)


def _answer(stored: Stored) -> Response:
    if stored.duplicate:
        return Response(f'{{"id": "{stored.id}", "duplicate": true}}', 200, mimetype="application/json")
    return Response(f'{{"id": "{stored.id}"}}', 202, mimetype="application/json")


def _log_refusal(source: str | None, address: str, problem: Problem) -> None:
    write = log.warning if problem.status >= 500 else log.info
    cause = str(problem.__cause__) if problem.__cause__ else None
    write(
        "refused", reason=problem.slug, source=source, address=address, cause=cause, request_id=g.request_id
    )
