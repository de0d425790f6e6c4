"""The webhook that benchmarks post: 1 KB, signed as GitHub signs, each with an id of its own."""

import hmac
import json

from ops.bench.load import ID_PLACE
from ops.bench.stack import Stack

BODY_BYTES = 1024
SOURCE = "bench"
SECRET = "a secret that only this benchmark knows"  # noqa: S105


def make_source(stack: Stack, port: int) -> None:
    """Make the source that takes it."""
    settings = {"name": SOURCE, "scheme": "github", "secrets": [SECRET], "rate_per_second": 10_000}
    stack.call(port, "sources", settings)


def request(port: int) -> str:
    """Return the whole HTTP request, with a place for the id."""
    body = json.dumps({"ref": "refs/heads/main", "padding": ""})
    body = body.replace('""', f'"{"x" * (BODY_BYTES - len(body))}"')
    signature = hmac.digest(SECRET.encode(), body.encode(), "sha256").hex()
    head = [
        f"POST /in/{SOURCE} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "User-Agent: GitHub-Hookshot/bench",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "X-GitHub-Event: push",
        f"X-GitHub-Delivery: {ID_PLACE}",
        f"X-Hub-Signature-256: sha256={signature}",
    ]
    return "\r\n".join([*head, "", body])
