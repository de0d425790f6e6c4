"""`/v1`: the API for operators, behind a Bearer key."""

from flask import Blueprint, request

from service.v1 import audit, cors, deliveries, destinations, events, keys, sources

MAX_BODY_BYTES = 1024 * 1024
bp = Blueprint("v1", __name__, url_prefix="/v1")


@bp.before_request
def _limit_body() -> None:
    request.max_content_length = MAX_BODY_BYTES


bp.after_app_request(cors.allow)
for noun in (sources, destinations, events, deliveries, keys, audit):
    bp.register_blueprint(noun.bp)
