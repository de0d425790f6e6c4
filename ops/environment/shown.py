"""What messages may repeat of a file: a secret may stand anywhere in it by mistake."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

_WORD = re.compile(r"[a-z][a-z0-9-]{0,15}")
_ADDRESS = re.compile(r"[0-9a-f]{0,4}([.:][0-9a-f]{0,4}){1,8}(/\d{1,3})?")
_TIME = re.compile(r"([A-Z][a-z]{2,8} )?\d{1,2}:\d{2}")
_KEY = re.compile(r"[A-Za-z0-9_-]{1,24}")
_HARMLESS = (_WORD, _ADDRESS, _TIME)


def shown(value: Any) -> str:
    """Return a value in quotes when it is plainly a short word, an address, a time or a number, else ''."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | Decimal):
        return str(value) if -(10**7) < value < 10**7 else ""
    if isinstance(value, str) and any(each.fullmatch(value) for each in _HARMLESS):
        return repr(value)
    return ""


def key(name: str) -> str:
    """Return a key's name as messages show it."""
    return name if _KEY.fullmatch(name) else f"(a key of {len(name)} characters)"


def unknown(what: str, value: Any, choices: Iterable[str]) -> str:
    """Say that a value is none of the choices."""
    return f"{' '.join(filter(None, ('unknown', what, shown(value))))}; choose from {', '.join(choices)}"
