"""A source's form: how it is read into the API's fields, and filled from a source."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import request

from web.display import size
from web.forms import number, text
from web.records import Source
from web.senders import Sender

LABELS = {
    "name": "Name",
    "secrets.0": "Secret",
    "secrets.1": "Second secret",
    "options.header": "Header of the signature",
    "options.encoding": "Encoding",
    "options.prefix": "Prefix",
    "options.id_header": "Header of the event's id",
    "options.type_header": "Header of the event's type",
    "tolerance_seconds": "Timestamp tolerance, seconds",
    "max_bytes": "Largest body",
    "rate_per_second": "Rate per sender, posts a second",
    "enabled": "Enabled",
}
DEFAULTS = {
    "tolerance_seconds": "300",
    "max_bytes": "1048576",
    "rate_per_second": "100",
    "enabled": "on",
    "options.header": "X-Signature",
    "options.encoding": "hex",
    "options.prefix": "sha256=",
    "options.id_header": "X-Id",
    "options.type_header": "",
}
"""What a new source's form begins with: the API's own defaults."""
OPTIONAL = {"id_header", "type_header"}
SECRET_BYTES = 32
MIB, LARGEST_MIB = 1_048_576, 10


def typed() -> dict[str, str]:
    """Return what this request's form holds, but for its secrets: those are never shown again."""
    kept = [name for name in LABELS if not name.startswith("secrets")]
    return {name: request.form.get(name, "") for name in kept}


def shown(source: Source) -> dict[str, str]:
    """Return what a source's form begins with."""
    plain = ("name", "tolerance_seconds", "max_bytes", "rate_per_second")
    values = {name: str(source[name]) for name in plain}  # type: ignore[literal-required]
    options = {f"options.{name}": value or "" for name, value in (source["options"] or {}).items()}
    return DEFAULTS | values | options | {"enabled": "on" if source["enabled"] else ""}


def fields(sender: Sender, given: list[str]) -> dict[str, Any]:
    """Return the form as the API's fields; given: secrets, none of which leaves them as they are."""
    found: dict[str, Any] = {
        "name": text("name"),
        "scheme": sender.scheme,
        "enabled": "enabled" in request.form,
    }
    numbers = ["max_bytes", "rate_per_second", *(["tolerance_seconds"] if sender.signs_time else [])]
    found |= {name: number(name) for name in numbers}
    if sender.scheme == "hmac":
        found["options"] = _options()
    return found | ({"secrets": given} if given else {})


def sizes(present: str) -> list[tuple[str, str]]:
    """Return the choices for the largest body: whole MiB, and what is chosen now when it is none of them."""
    whole = [str(count * MIB) for count in range(1, LARGEST_MIB + 1)]
    odd = [present] if present.isdigit() and present not in whole else []
    return [(count, size(int(count))) for count in sorted([*whole, *odd], key=int)]


def given_secrets() -> list[str]:
    """Return the secrets that were typed."""
    return [secret for name in ("secrets.0", "secrets.1") if (secret := text(name))]


def made_secret(sender: Sender) -> list[str]:
    """Return a secret for who left it empty: none when the sender alone makes one, and shows it at any time.

    A sender that shows its secret later gets one that nobody knows, until then.
    """
    return [secrets.token_urlsafe(SECRET_BYTES)] if sender.made_by == "we" or sender.shown_later else []


def _options() -> Mapping[str, Any]:
    names = [name.removeprefix("options.") for name in LABELS if name.startswith("options.")]
    # A prefix may end in a blank, as `Signature ` does.
    values = {name: request.form.get(f"options.{name}", "") for name in names}
    return {name: None if name in OPTIONAL and not value else value for name, value in values.items()}
