"""TOML as Python reads it, its complaints in our form: file, line, what is wrong, no value."""

import re
import tomllib
from typing import Any

from ops.errors import UsageError

_COMPLAINT = re.compile(r"(?P<what>.*) \(at (?P<where>line \d+, column \d+|end of document)\)", re.DOTALL)
_KEY = re.compile(r"\s*\[?([a-z][a-z0-9_-]{0,23})\s*[]=.]")
_TWICE = ("Cannot", "Duplicate")  # they quote the key


def parse(text: str, place: str) -> dict[str, Any]:
    """Return what a text says; UsageError names the line that is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise UsageError(f"{place}: {_sentence(str(problem), text)}") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, a list in a list in a list …
        raise UsageError(f"{place}: is no TOML that Python reads") from None


def _sentence(complaint: str, text: str) -> str:
    parts = _COMPLAINT.fullmatch(complaint)
    if not parts:
        return "is no TOML"
    if parts["what"].startswith(_TWICE):
        line = parts["where"].partition(",")[0]
        key = _key(text, line) if parts["what"].startswith("Cannot") else "a key in braces"
        return f"{line}: {key} is there already; a name stands once"
    return f"{parts['where']}: {parts['what']}"


def _key(text: str, line: str) -> str:
    """Return the key or table of a line, if it is a short word as ours are: another may be a secret."""
    found = _KEY.match(text.split("\n")[int(line.split()[1]) - 1])
    return found[1] if found else "a key or table"
