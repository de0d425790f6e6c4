"""Requests that gunicorn cannot read never reach the app; they are answered as problems all the same.

It must not import what the app imports: gunicorn loads it before gevent has patched the standard library.
"""

import json
from http import HTTPStatus
from socket import socket
from typing import Any

from gunicorn import util

from core.ids import uuid7


def document(status: int, slug: str, detail: str, request_id: str) -> dict[str, Any]:
    """Return the members that every RFC 9457 problem of ours has; a 400 has errors, too."""
    errors = {"errors": [{"field": "request", "message": detail}]} if status == HTTPStatus.BAD_REQUEST else {}
    return {
        "type": f"urn:webhook-monitor:{slug}",
        "title": slug.replace("-", " ").capitalize(),
        "status": status,
        "detail": detail,
        "request_id": request_id,
        **errors,
    }


def answer_with_problems() -> None:
    """Have gunicorn write problems where it would write pages."""
    util.write_error = _write_error


def _write_error(client: socket, status: int, _reason: str, _message: str) -> None:
    phrase, request_id = HTTPStatus(status).phrase, str(uuid7())
    slug = phrase.lower().replace(" ", "-")
    body = json.dumps(document(status, slug, "this is not HTTP that can be read", request_id))
    head = [
        f"HTTP/1.1 {status} {phrase}",
        "Connection: close",
        "Content-Type: application/problem+json",
        f"Content-Length: {len(body)}",
        f"X-Request-Id: {request_id}",
    ]
    util.write_nonblock(client, "\r\n".join([*head, "", body]).encode())
