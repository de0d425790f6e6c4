"""CORS_ORIGINS: which pages' scripts may call /v1 from a browser."""

from flask import Response, request

from service.services import services

PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, X-Request-Id",
    "Access-Control-Max-Age": "600",
}


def allow(response: Response) -> Response:
    """Tell the browser that this origin may read the answer, errors included."""
    origins = services().settings.cors_origins
    if not origins or not request.path.startswith("/v1/"):
        return response
    response.vary.add("Origin")
    origin = request.headers.get("Origin")
    if origin in origins:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = "X-Request-Id, Retry-After"
        if request.method == "OPTIONS":
            response.headers.update(PREFLIGHT)
    return response
