"""How secrets look, and how new ones are made."""

import re
import secrets
from base64 import b64encode
from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """words: what a value must be, for whoever typed another."""

    pattern: str
    words: str

    def fits(self, value: str) -> bool:
        """Tell whether a value has this form."""
        return re.fullmatch(self.pattern, value) is not None


_SEAL_KEY = r"[A-Za-z0-9+/]{43}="

WORD = Form(r"[A-Za-z0-9_.-]{16,}", "16 or more letters, digits, dots, hyphens and underscores")
SEAL_KEYS = Form(rf"{_SEAL_KEY}(,{_SEAL_KEY})*", "32 bytes in base64; newest first, a comma between two")
OPAQUE = Form(r"\S+", "one word")
HTTPS = Form(r"https://[^\s/]+/\S+", "an https address with a path")
SMTP = Form(r"smtps?://[^\s@/]+:[^\s@/]+@[^\s@/]+", "smtp://user:password@server or smtps://…")


def word() -> str:
    """Return a new secret that needs no quotes: not in a URL, a shell, YAML or SQL."""
    return secrets.token_hex(24)


def api_key() -> str:
    """Return a new key for the API."""
    return f"wm_{secrets.token_hex(24)}"


def seal_key() -> str:
    """Return a new key that seals what the database keeps."""
    return b64encode(secrets.token_bytes(32)).decode()
