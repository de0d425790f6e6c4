"""Secrets at rest: sealed with Fernet (AES-128-CBC and HMAC-SHA256), keys rotated by MultiFernet."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class SealError(Exception):
    """A sealed value that none of SEAL_KEYS opens."""


class Sealer:
    """Seals with the first key, opens with any of them.

    keys: 32 bytes each, newest first, as SEAL_KEYS lists them.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._fernet = MultiFernet([Fernet(urlsafe_b64encode(key)) for key in keys])

    def seal(self, secret: str) -> bytes:
        """Return the sealed form of a secret, to be stored."""
        return self._fernet.encrypt(secret.encode())

    def open(self, sealed: bytes) -> str:
        """Return the secret; SealError when no key fits."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            raise SealError(
                "no key of SEAL_KEYS opens this secret: was an old key removed too early?"
            ) from None
