"""Webhooks as senders sign them: written from their documentation, not with the verifier's parts."""

import base64
import hashlib
import hmac
import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SECRET = "it's a secret"
STANDARD_KEY = b"k" * 32
WHSEC = "whsec_" + base64.b64encode(STANDARD_KEY).decode()
PRIVATE_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
WHPK = (
    "whpk_" + base64.b64encode(PRIVATE_KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
)


def now() -> int:
    return int(time.time())


def digest(secret: str, *parts: bytes) -> "hmac.HMAC":
    return hmac.new(secret.encode(), b"".join(parts), hashlib.sha256)


def github(body: bytes, secret: str = SECRET) -> dict[str, str]:
    signature = f"sha256={digest(secret, body).hexdigest()}"
    return {"X-Hub-Signature-256": signature, "X-GitHub-Delivery": "d1", "X-GitHub-Event": "push"}


def stripe(body: bytes, secret: str = SECRET, at: object = None) -> dict[str, str]:
    at = now() if at is None else at
    signature = digest(secret, f"{at}.".encode(), body).hexdigest()
    return {"Stripe-Signature": f"t={at},v1={signature},v0={'0' * 64}"}


def slack(body: bytes, secret: str = SECRET, at: object = None) -> dict[str, str]:
    at = now() if at is None else at
    signature = digest(secret, f"v0:{at}:".encode(), body).hexdigest()
    return {"X-Slack-Signature": f"v0={signature}", "X-Slack-Request-Timestamp": str(at)}


def shopify(body: bytes, secret: str = SECRET) -> dict[str, str]:
    signature = base64.b64encode(digest(secret, body).digest()).decode()
    return {
        "X-Shopify-Hmac-SHA256": signature,
        "X-Shopify-Webhook-Id": "w1",
        "X-Shopify-Topic": "orders/create",
    }


def standard(body: bytes, key: bytes = STANDARD_KEY, at: object = None, id_: str = "msg_1") -> dict[str, str]:
    at = now() if at is None else at
    signed = f"{id_}.{at}.".encode("latin-1") + body
    signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {"webhook-id": id_, "webhook-timestamp": str(at), "webhook-signature": f"v1,{signature}"}


def standard_ed25519(
    body: bytes, key: Ed25519PrivateKey = PRIVATE_KEY, at: object = None, id_: str = "msg_1"
) -> dict[str, str]:
    at = now() if at is None else at
    signature = base64.b64encode(key.sign(f"{id_}.{at}.".encode() + body)).decode()
    return {"webhook-id": id_, "webhook-timestamp": str(at), "webhook-signature": f"v1a,{signature}"}
