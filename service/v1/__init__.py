"""`/v1`: the API for operators, behind a Bearer key."""

from flask import Blueprint, request

from service.v1 import (
    audit,
    cors,
    deliveries,
    description,
    destinations,
    events,
    key,
    keys,
    rejections,
    replays,
    sources,
    stats,
    trials,
)

MAX_BODY_BYTES = 1024 * 1024
bp = Blueprint("v1", __name__, url_prefix="/v1")


@bp.before_request
def _limit_body() -> None:
    request.max_content_length = MAX_BODY_BYTES


bp.after_app_request(cors.allow)
CONFIGURED = (sources, rejections, destinations, trials, keys)
for noun in (*CONFIGURED, events, deliveries, replays, stats, audit, key, description):
    bp.register_blueprint(noun.bp)
