"""Keys that vouch for a message: HMAC with a shared secret, or ed25519 with the sender's public key."""

import hmac
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519_BYTES = 64


class Key(Protocol):
    """What one secret of a source accepts."""

    @property
    def prefix(self) -> str:
        """What stands before a signature that is meant for this key."""

    def vouches(self, message: bytes, signature: bytes) -> bool:
        """Say whether the signature is of this message, in a time that tells nothing."""


MakeKey = Callable[[str], Key]


@dataclass(frozen=True, slots=True)
class SharedSecret:
    """HMAC-SHA256."""

    prefix: str
    secret: bytes = field(repr=False)

    def vouches(self, message: bytes, signature: bytes) -> bool:
        """Compare with our own signature in constant time."""
        return hmac.compare_digest(hmac.digest(self.secret, message, "sha256"), signature)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """ed25519, which needs no secret."""

    prefix: str
    key: Ed25519PublicKey

    def vouches(self, message: bytes, signature: bytes) -> bool:
        """Verify; the key is public, so time tells nothing."""
        if len(signature) != ED25519_BYTES:
            return False
        try:
            self.key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


def plain(prefix: str) -> MakeKey:
    """Return the maker of keys for senders that sign with the secret's own bytes."""
    return lambda secret: SharedSecret(prefix, secret.encode())


def standard(secret: str) -> Key:
    """Return the key of a Standard Webhooks secret, `whsec_…` or `whpk_…`; ValueError otherwise."""
    kind, _, rest = secret.partition("_")
    if kind not in ("whsec", "whpk"):
        raise ValueError("must begin with whsec_ or whpk_")
    content = _content(kind, rest)
    if kind == "whsec":
        return SharedSecret("v1,", content)
    if len(content) != 32:
        raise ValueError("after whpk_ there must be base64 of 32 bytes")
    return PublicKey("v1a,", Ed25519PublicKey.from_public_bytes(content))


def decode_base64(text: str) -> bytes:
    """Decode standard base64; ValueError on anything else."""
    return b64decode(text, validate=True)


def _content(kind: str, text: str) -> bytes:
    try:
        content = decode_base64(text)
    except ValueError:
        content = b""
    if not content:
        raise ValueError(f"after {kind}_ there must be base64")
    return content
