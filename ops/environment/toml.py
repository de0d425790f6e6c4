"""TOML as Python reads it, its complaints in our form: file, line, what is wrong, no value."""

import re
import tomllib
from typing import Any

from ops.errors import UsageError

_COMPLAINT = re.compile(r"(?P<what>.*) \(at (?P<where>line \d+, column \d+|end of document)\)", re.DOTALL)
_TWICE = ("Cannot", "Duplicate")  # they quote the key


def parse(text: str, place: str) -> dict[str, Any]:
    """Return what a text says; UsageError names the line that is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise UsageError(f"{place}: {_sentence(str(problem))}") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, a list in a list in a list …
        raise UsageError(f"{place}: is no TOML that Python reads") from None


def _sentence(complaint: str) -> str:
    parts = _COMPLAINT.fullmatch(complaint)
    if not parts:
        return "is no TOML"
    if parts["what"].startswith(_TWICE):
        return f"{parts['where'].partition(',')[0]}: a key or table that is there already"
    return f"{parts['where']}: {parts['what']}"
