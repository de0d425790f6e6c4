"""A source as an operator describes it: its scheme, and options and secrets that fit it."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue, ValidationInfo, field_validator

from service.ingest import keys
from service.v1.fields import WHOLE_NUMBER, Name, Strict

MIB = 1024 * 1024

HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,100}$")]
Secret = Annotated[str, Field(min_length=1, max_length=1000)]
SchemeName = Literal["github", "stripe", "slack", "shopify", "standard", "hmac", "none"]
ToleranceSeconds = Annotated[
    int,
    Field(ge=1, le=3600, description="How far a timestamp may be from now, in either direction."),
    WHOLE_NUMBER,
]
MaxBytes = Annotated[
    int, Field(ge=MIB, le=10 * MIB, description="The largest body that is taken."), WHOLE_NUMBER
]
RatePerSecond = Annotated[
    int, Field(ge=1, le=10_000, description="Posts a second from one address."), WHOLE_NUMBER
]
BASE64 = "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})"
STANDARD_SECRET = f"^(?:whsec_{BASE64}|whpk_[A-Za-z0-9+/]{{43}}=)$"


class HmacOptions(Strict):
    """Where a sender puts its HMAC, and where the event's id and type."""

    header: HeaderName = "X-Signature"
    algorithm: Literal["sha256"] = "sha256"
    encoding: Literal["hex", "base64"] = "hex"
    prefix: Annotated[str, Field(pattern=r"^[ -~]{0,100}$")] = "sha256="
    """What stands before the signature; empty: nothing."""
    id_header: HeaderName | None = "X-Id"
    type_header: HeaderName | None = None


def _when(scheme: str, then: JsonValue, otherwise: JsonValue) -> JsonValue:
    condition: JsonValue = {"properties": {"scheme": {"const": scheme}}}
    return {"if": condition, "then": then, "else": otherwise}


FITTING: list[JsonValue] = [
    _when(
        "hmac",
        {"required": ["options"], "properties": {"options": {"type": "object"}}},
        {"properties": {"options": {"type": "null"}}},
    ),
    _when(
        "none",
        {"properties": {"secrets": {"type": "null"}}},
        {"required": ["secrets"], "properties": {"secrets": {"type": "array"}}},
    ),
    _when(
        "standard",
        {"properties": {"secrets": {"items": {"pattern": STANDARD_SECRET}}}},
        {},
    ),
]
"""What the validators below demand, for those who read the description."""


class SourceFields(Strict):
    """What an operator says about a source."""

    model_config = ConfigDict(json_schema_extra={"allOf": FITTING})

    name: Name
    scheme: SchemeName
    options: Annotated[HmacOptions | None, Field(validate_default=True)] = None
    """Required for `hmac`, `{}` taking the defaults; elsewhere null."""
    secrets: Annotated[
        list[Secret] | None,
        Field(min_length=1, max_length=2, json_schema_extra={"writeOnly": True}),
    ] = None
    """One, or two while they are rotated: both are accepted. Required unless the scheme is `none`."""
    tolerance_seconds: ToleranceSeconds = 300
    max_bytes: MaxBytes = MIB
    rate_per_second: RatePerSecond = 100
    enabled: bool = True

    @field_validator("options")
    @classmethod
    def _options_fit(cls, options: HmacOptions | None, info: ValidationInfo) -> HmacOptions | None:
        scheme = info.data.get("scheme")
        if scheme == "hmac" and options is None:
            raise ValueError("required for scheme hmac; {} takes the defaults")
        if scheme not in (None, "hmac") and options is not None:
            raise ValueError(f"must be null for scheme {scheme}")
        return options

    @field_validator("secrets")
    @classmethod
    def _secrets_fit(cls, secrets: list[str] | None, info: ValidationInfo) -> list[str] | None:
        scheme = info.data.get("scheme")
        if scheme == "none" and secrets:
            raise ValueError("scheme none takes no secrets")
        if scheme == "standard":
            for secret in secrets or []:
                keys.standard(secret)
        return secrets
