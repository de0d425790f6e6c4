"""Names that DNS, mail and object stores take."""

import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BeforeValidator

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = rf"localhost|(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?"


def is_label(text: str) -> bool:
    """Tell whether a text is a DNS label, and so a name of an environment or a host."""
    return re.fullmatch(_LABEL, text) is not None


def _matching(pattern: str, wanted: str, longest: int) -> BeforeValidator:
    compiled = re.compile(pattern)

    def check(value: Any) -> str:
        if not isinstance(value, str) or len(value) > longest or not compiled.fullmatch(value):
            raise ValueError(f"must be {wanted}")
        return value

    return BeforeValidator(check)


def _endpoint(value: Any) -> str:
    wanted = ValueError("must be an https address without path or password, such as https://s3.example.com")
    try:
        parts = urlsplit(value if isinstance(value, str) else "")
        plain = f"https://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    except ValueError:
        raise wanted from None
    if value != plain or not re.fullmatch(_DOMAIN, parts.hostname or ""):
        raise wanted
    return plain


HostName = Annotated[
    str, _matching(_LABEL, "a DNS label: small letters, digits and hyphens inside, 63 at most", 63)
]
PersonName = Annotated[
    str, _matching(r"[a-z][a-z0-9-]*", "small letters, digits and hyphens, 32 at most", 32)
]
Domain = Annotated[str, _matching(_DOMAIN, "a domain in small letters, such as hooks.example.com", 253)]
Zone = Annotated[
    str, _matching(rf"(?:{_DOMAIN})?", "a domain in small letters, such as example.com, or empty", 253)
]
Email = Annotated[
    str,
    _matching(rf"[A-Za-z0-9._+-]{{1,64}}@(?:{_DOMAIN})", "a mail address, such as ops@example.com", 254),
]
Word = Annotated[str, _matching(r"[a-z0-9][a-z0-9-]*", "a word of small letters, digits and hyphens", 32)]
Bucket = Annotated[
    str,
    _matching(r"[a-z0-9][a-z0-9-]+[a-z0-9]", "3 to 63 small letters, digits and hyphens inside", 63),
]
Endpoint = Annotated[str, BeforeValidator(_endpoint)]
