"""Signature schemes: a table of how each sender signs, and where it says what an event is."""

from binascii import unhexlify
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from service.ingest import keys
from service.ingest.keys import MakeKey, decode_base64

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a sender signs; `verify` is the one verifier of them all."""

    signature: str
    """The header that holds the signature."""
    key: MakeKey
    """From a secret as people paste it to a key."""
    separator: str | None = None
    """What stands between the items of the signature header, where it may have several."""
    decode: Callable[[str], bytes] = unhexlify
    signed: str = ""
    """What is signed before the body, from {id} and {timestamp}."""
    timestamp_header: str | None = None
    timestamp_item: str | None = None
    """What stands before the timestamp among the items of the signature header."""
    id_header: str | None = None
    id_path: Path | None = None
    """Where in a JSON body the event's id is."""
    type_header: str | None = None
    type_path: Path | None = None
    handshake: str | None = None
    """The type of a message that is no event, but asks for its member `challenge` back."""


PRESETS = {
    "github": Scheme(
        signature="X-Hub-Signature-256",
        key=keys.plain("sha256="),
        id_header="X-GitHub-Delivery",
        type_header="X-GitHub-Event",
    ),
    "stripe": Scheme(
        signature="Stripe-Signature",
        key=keys.plain("v1="),
        separator=",",
        signed="{timestamp}.",
        timestamp_item="t=",
        id_path=("id",),
        type_path=("type",),
    ),
    "slack": Scheme(
        signature="X-Slack-Signature",
        key=keys.plain("v0="),
        signed="v0:{timestamp}:",
        timestamp_header="X-Slack-Request-Timestamp",
        id_path=("event_id",),
        type_path=("event", "type"),
        handshake="url_verification",
    ),
    "shopify": Scheme(
        signature="X-Shopify-Hmac-Sha256",
        key=keys.plain(""),
        decode=decode_base64,
        id_header="X-Shopify-Webhook-Id",
        type_header="X-Shopify-Topic",
    ),
    "standard": Scheme(
        signature="webhook-signature",
        key=keys.standard,
        separator=" ",
        decode=decode_base64,
        signed="{id}.{timestamp}.",
        timestamp_header="webhook-timestamp",
        id_header="webhook-id",
        type_path=("type",),
    ),
}
DECODERS: dict[str, Callable[[str], bytes]] = {"hex": unhexlify, "base64": decode_base64}


def scheme_of(name: str, options: Mapping[str, Any] | None) -> Scheme | None:
    """Return a source's scheme; None when it asks for no signature. LookupError for one we do not know."""
    if name == "none":
        return None
    if name == "hmac" and options:
        return Scheme(
            signature=options["header"],
            key=keys.plain(options["prefix"]),
            decode=DECODERS[options["encoding"]],
            id_header=options["id_header"],
            type_header=options["type_header"],
        )
    return PRESETS[name]
