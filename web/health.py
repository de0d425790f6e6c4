"""Health of this process alone.

Neither asks the API: with the API down, the pages still say so, and a restart or a detour would cure nothing.
"""

from flask import Blueprint, Response

from web.services import services

bp = Blueprint("health", __name__)


@bp.get("/livez")
def livez() -> Response:
    """200 while the process answers."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
def readyz() -> Response:
    """200 while pages can be served; 503 once the process has been told to stop."""
    if services().draining.is_set():
        return Response("draining\n", 503, mimetype="text/plain")
    return Response("ok\n", mimetype="text/plain")
