"""Who may log in: public keys in OpenSSH's form."""

import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator

from ops.environment.names import PersonName

_FIELDS = {
    "ssh-ed25519": 2,
    "ecdsa-sha2-nistp256": 3,
    "ecdsa-sha2-nistp384": 3,
    "ecdsa-sha2-nistp521": 3,
    "ssh-rsa": 3,
    "sk-ssh-ed25519@openssh.com": 3,
    "sk-ecdsa-sha2-nistp256@openssh.com": 4,
}
"""Types of keys, and of how many fields their base64 consists."""
_PRIVATE = re.compile(r"PRIVATE KEY|b3BlbnNzaC1rZXktdjE|PuTTY-User-Key-File")
_LINE = re.compile(r"(?P<type>\S+) (?P<data>[A-Za-z0-9+/]+={0,2})(?: [ -~]*)?")


def _public_key(value: Any) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if _PRIVATE.search(text):
        raise ValueError(
            "this is a private key and no longer secret: make another, and put the line of its .pub file here"
        )
    parts = _LINE.fullmatch(text)
    if not parts:
        raise ValueError("must be a public key in quotes: the line of a .pub file, nothing before its type")
    if parts["type"] not in _FIELDS:
        raise ValueError(f"unknown type of key; choose from {', '.join(_FIELDS)}")
    if not _is_whole(parts["type"], parts["data"]):
        raise ValueError(f"is no whole {parts['type']} key; copy the line of the .pub file again")
    return text


def _is_whole(kind: str, data: str) -> bool:
    try:
        fields = list(_fields(b64decode(data)))
    except ValueError:
        return False
    whole = len(fields) == _FIELDS[kind] and fields[0] == kind.encode() and all(fields)
    return whole and (kind != "ssh-ed25519" or len(fields[1]) == 32)


def _fields(blob: bytes) -> Iterator[bytes]:
    """Yield the fields of a key: each has its length before it, in four bytes (RFC 4251)."""
    while blob:
        size = int.from_bytes(blob[:4])
        field, blob = blob[4 : 4 + size], blob[4 + size :]
        if len(field) != size:
            raise ValueError("cut short")
        yield field


People = dict[PersonName, Annotated[str, BeforeValidator(_public_key)]]
