"""Signature schemes: one verifier, and a table of how each sender signs."""

import hmac
import json
import time
from base64 import b64decode
from binascii import Error as EncodingError
from binascii import unhexlify
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

MAX_LENGTH = 1_000
"""Of an id or type; a longer one counts as unreadable."""
MAX_TIMESTAMP_DIGITS = 15


class Headers(Protocol):
    """A request's headers; names are compared without regard to case."""

    def get(self, key: str, /) -> str | None:
        """Return the value; None when there is none."""


class SignatureError(Exception):
    """A webhook that its source's secrets do not vouch for; `reason` is the problem's name."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a sender signs, and where it puts the event's id and type."""

    signature: str
    """The header that holds the signature, or several with spaces between."""
    prefix: str = ""
    """What stands before each signature."""
    algorithm: str = "sha256"
    decode: Callable[[str], bytes] = unhexlify
    several: bool = False
    signed_headers: tuple[str, ...] = ()
    """Headers that are signed before the body, each followed by a dot."""
    timestamp: str | None = None
    """The header, in Unix seconds, that must be near to now."""
    key: Callable[[str], bytes] = str.encode
    """From a secret as people paste it to the HMAC key."""
    id_header: str | None = None
    type_header: str | None = None
    type_field: str | None = None
    """The member of a JSON body that holds the type."""


def decode_base64(text: str) -> bytes:
    """Decode standard base64; ValueError on anything else."""
    return b64decode(text, validate=True)


def standard_key(secret: str) -> bytes:
    """Return the HMAC key of a Standard Webhooks secret (`whsec_` and base64); ValueError otherwise."""
    if not secret.startswith("whsec_"):
        raise ValueError("must begin with whsec_")
    return decode_base64(secret.removeprefix("whsec_"))


PRESETS = {
    "github": Scheme(
        signature="X-Hub-Signature-256",
        prefix="sha256=",
        id_header="X-GitHub-Delivery",
        type_header="X-GitHub-Event",
    ),
    "standard": Scheme(
        signature="webhook-signature",
        prefix="v1,",
        decode=decode_base64,
        several=True,
        signed_headers=("webhook-id", "webhook-timestamp"),
        timestamp="webhook-timestamp",
        key=standard_key,
        id_header="webhook-id",
        type_field="type",
    ),
}
DECODERS: dict[str, Callable[[str], bytes]] = {"hex": unhexlify, "base64": decode_base64}


def scheme_of(name: str, options: Mapping[str, Any] | None) -> Scheme | None:
    """Return a source's scheme; None when it asks for no signature. KeyError for one that we do not know."""
    if name == "none":
        return None
    if name == "hmac" and options:
        return Scheme(
            signature=options["header"],
            prefix=options["prefix"],
            algorithm=options["algorithm"],
            decode=DECODERS[options["encoding"]],
            id_header=options["id_header"],
            type_header=options["type_header"],
        )
    return PRESETS[name]


def verify(
    scheme: Scheme, secrets: tuple[str, ...], tolerance_seconds: int, headers: Headers, body: bytes
) -> None:
    """Raise SignatureError unless one of the secrets signed this body, and lately if the scheme tells."""
    signature = _needed(headers, scheme.signature)
    signed = "".join(f"{_needed(headers, name)}." for name in scheme.signed_headers).encode("latin-1") + body
    if not _signed_by_any(scheme, secrets, signature, signed):
        raise SignatureError("bad-signature", f"{scheme.signature} does not match this body and the secret")
    if scheme.timestamp:
        _check_time(_needed(headers, scheme.timestamp), tolerance_seconds)


def _needed(headers: Headers, name: str) -> str:
    value = headers.get(name)
    if not value:
        raise SignatureError("missing-signature", f"header {name} is missing")
    return value


def _signed_by_any(scheme: Scheme, secrets: tuple[str, ...], header: str, signed: bytes) -> bool:
    expected = [hmac.digest(scheme.key(secret), signed, scheme.algorithm) for secret in secrets]
    given = _signatures(scheme, header)
    matches = [hmac.compare_digest(one, other) for one in expected for other in given]
    return any(matches)


def _signatures(scheme: Scheme, header: str) -> list[bytes]:
    texts = header.split(" ") if scheme.several else [header]
    found = []
    for text in texts:
        if text.startswith(scheme.prefix):
            try:
                found.append(scheme.decode(text.removeprefix(scheme.prefix)))
            except (EncodingError, ValueError):
                continue
    return found


def _check_time(text: str, tolerance_seconds: int) -> None:
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_TIMESTAMP_DIGITS):
        raise SignatureError("bad-signature", "the timestamp is not a number of seconds")
    if abs(time.time() - int(text)) > tolerance_seconds:
        raise SignatureError("stale-timestamp", f"the timestamp is more than {tolerance_seconds} s from now")


def provider_id(scheme: Scheme | None, headers: Headers) -> str | None:
    """Return the sender's id of this event; None when it has none that can be used."""
    return _usable(headers.get(scheme.id_header)) if scheme and scheme.id_header else None


def type_of(scheme: Scheme | None, headers: Headers, body: bytes) -> str | None:
    """Return the event's type; None when there is none that can be read."""
    if scheme is None:
        return None
    if scheme.type_field:
        return _usable(_member(body, scheme.type_field))
    return _usable(headers.get(scheme.type_header)) if scheme.type_header else None


def _usable(value: str | None) -> str | None:
    return value if value and len(value) <= MAX_LENGTH else None


def _member(body: bytes, name: str) -> str | None:
    try:
        value = json.loads(body)[name]
        value.encode()
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return None
    return value if "\0" not in value else None
