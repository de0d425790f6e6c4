"""Headers that every answer carries."""

import secrets

from flask import Flask, Response, g, request

LONGEST_REQUEST_ID = 128
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def install(app: Flask) -> None:
    """Give every request an id and every answer the headers; an answer's own header wins."""
    app.before_request(_identify)
    app.after_request(_protect)


def _identify() -> None:
    given = request.headers.get("X-Request-Id", "")
    sane = 0 < len(given) <= LONGEST_REQUEST_ID and given.isascii() and given.isprintable()
    g.request_id = given if sane else secrets.token_hex(8)


def _protect(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-Id"] = g.request_id
    return response
