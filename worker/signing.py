"""Signatures of Standard Webhooks, version 1."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Sequence

PREFIX = "whsec_"


def key_of(secret: str) -> bytes:
    """Return the key that a `whsec_…` secret stands for; ValueError when it is not base64."""
    return b64decode(secret.removeprefix(PREFIX), validate=True)


def signatures(keys: Sequence[bytes], delivery_id: str, timestamp: int, body: bytes) -> str:
    """Return the value of `webhook-signature`: a `v1,…` for each key, spaces between."""
    signed = f"{delivery_id}.{timestamp}.".encode() + body
    return " ".join(f"v1,{b64encode(hmac.digest(key, signed, 'sha256')).decode()}" for key in keys)
