"""A destination: takes deliveries, and verifies each with the official Standard Webhooks library.

`python -m ops.samples.sink PORT FILE SECRET_FILE` runs one as a process and appends what it receives to FILE,
one JSON object a line.
"""

import hashlib
import hmac
import json
import sys
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import asdict, dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from standardwebhooks import Webhook, WebhookVerificationError
from standardwebhooks.webhooks import hmac_data

from ops.local.ports import HOST


@dataclass(frozen=True)
class Received:
    """One delivery; `at` is of the monotonic clock, in seconds."""

    delivery_id: str
    event_id: str
    attempt: int
    sha256: str
    verified: bool
    at: float


class Sink:
    """An HTTP server on loopback that answers 204; used as a context manager, it serves from a thread."""

    def __init__(self, secret: str, on_received: Callable[[Received], None], port: int = 0) -> None:
        handler = type("Handler", (_Handler,), {"secret": secret, "on_received": staticmethod(on_received)})
        self._server = _Server((HOST, port), handler)
        self.url = f"http://{HOST}:{self._server.server_port}/"

    def serve(self) -> None:
        """Serve until the process ends."""
        self._server.serve_forever(poll_interval=0.1)

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    secret: str
    on_received: Callable[[Received], None]

    def do_GET(self) -> None:
        self._answer(200)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        verified = _is_verified(self.secret, body, self.headers)
        self.on_received(
            Received(
                delivery_id=self.headers["webhook-id"],
                event_id=self.headers["webhook-monitor-event"],
                attempt=int(self.headers["webhook-monitor-attempt"]),
                sha256=hashlib.sha256(body).hexdigest(),
                verified=verified,
                at=time.monotonic(),
            )
        )
        self._answer(204 if verified else 401)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing: what arrives is passed on."""


def _is_verified(secret: str, body: bytes, headers: Message) -> bool:
    try:
        Webhook(secret).verify(body, dict(headers), json_parse=False)
    except WebhookVerificationError:
        return False
    except UnicodeDecodeError:
        return _is_signed(secret, body, headers)
    return True


def _is_signed(secret: str, body: bytes, headers: Message) -> bool:
    """Verify a body that is not UTF-8, which verify() cannot take, with the library's HMAC of bytes."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = b64encode(hmac_data(b64decode(secret.removeprefix("whsec_")), signed)).decode()
    given = headers["webhook-signature"].split()
    return any(hmac.compare_digest(f"v1,{expected}", one) for one in given)


def main(port: str, path: str, secret_path: str) -> None:
    """Serve, appending what arrives to a file."""
    lock = threading.Lock()
    with Path(path).open("a", buffering=1) as file:

        def write(received: Received) -> None:
            with lock:
                file.write(json.dumps(asdict(received)) + "\n")

        Sink(Path(secret_path).read_text(), write, int(port)).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
