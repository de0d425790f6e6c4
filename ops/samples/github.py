"""Webhooks as GitHub sends them."""

import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

REPOSITORY = {"id": 7_203_001, "name": "hooks", "full_name": "example/hooks", "private": True, "fork": False}
PERSON = {"name": "sample", "email": "sample@example.com", "username": "sample"}
SENDER = {"login": "sample", "id": 7203, "type": "User", "site_admin": False}


@dataclass(frozen=True)
class Webhook:
    """One webhook: what to send, its id included. Every send of it is signed alike."""

    id: str
    event: str
    body: bytes

    def headers(self, secret: str) -> dict[str, str]:
        """Return the headers that GitHub sends, signed with the webhook's secret."""
        signature = hmac.digest(secret.encode(), self.body, "sha256").hex()
        return {
            "Content-Type": "application/json",
            "User-Agent": "GitHub-Hookshot/7203001",
            "X-GitHub-Delivery": self.id,
            "X-GitHub-Event": self.event,
            "X-GitHub-Hook-ID": "72030017",
            "X-GitHub-Hook-Installation-Target-ID": str(REPOSITORY["id"]),
            "X-GitHub-Hook-Installation-Target-Type": "repository",
            "X-Hub-Signature-256": f"sha256={signature}",
        }


def push() -> Webhook:
    """Return a push of one commit, new each time."""
    before, after = secrets.token_hex(20), secrets.token_hex(20)
    commit = _commit(after)
    payload = {
        "ref": "refs/heads/main",
        "before": before,
        "after": after,
        "repository": REPOSITORY,
        "pusher": {"name": PERSON["name"], "email": PERSON["email"]},
        "sender": SENDER,
        "created": False,
        "deleted": False,
        "forced": False,
        "base_ref": None,
        "compare": f"https://github.com/example/hooks/compare/{before[:12]}...{after[:12]}",
        "commits": [commit],
        "head_commit": commit,
    }
    return Webhook(str(uuid4()), "push", json.dumps(payload).encode())


def _commit(sha: str) -> dict[str, object]:
    return {
        "id": sha,
        "tree_id": secrets.token_hex(20),
        "distinct": True,
        "message": "Answer webhooks only once they are stored",
        "timestamp": datetime.now(UTC).isoformat(timespec="seconds"),
        "url": f"https://github.com/example/hooks/commit/{sha}",
        "author": PERSON,
        "committer": PERSON,
        "added": [],
        "removed": [],
        "modified": ["README.md"],
    }
