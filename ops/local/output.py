"""What programs print: the sentence in it that matters to a person."""

import json
import re
from collections.abc import Sequence
from typing import Any

# PostgreSQL also tells FATAL to clients that come while it starts or stops: no reason of its own.
_TELLING = re.compile(r"(FATAL|PANIC|[Ee]rror|ERROR):\s++(?!the database system is )(?P<what>.*)")
_SHOWN = frozenset({"warn", "error"})


def record(line: str) -> dict[str, Any]:
    """Return the log record of a line in JSON; empty when it is none."""
    if not line.startswith("{"):
        return {}
    try:
        return dict(json.loads(line))
    except ValueError:
        return {}


def warning(line: str) -> str:
    """Return a warning or error of our logs in words; empty for all other lines."""
    found = record(line)
    return f"{found['level']}: {_words(found)}" if found.get("level") in _SHOWN else ""


def reason(lines: Sequence[str]) -> str:
    """Return why a program ended, from the last lines that it printed."""
    if any("No space left on device" in line for line in lines):
        return "the disk is full: make room and run the same line again"
    told = [words for line in lines if (words := warning(line) or _telling(line))]
    plain = [line.strip() for line in lines if line.strip() and not record(line)]
    return (told or plain or ["it printed nothing"])[-1]


def _telling(line: str) -> str:
    found = _TELLING.search(line) if not record(line) else None
    return found["what"] if found else ""


def _words(found: dict[str, Any]) -> str:
    said = (found.get("message"), (found.get("error") or {}).get("message"))
    context = (f"{name}={_first_line(value)}" for name, value in (found.get("context") or {}).items())
    return " ".join([": ".join(_first_line(words) for words in said if words), *context])


def _first_line(value: Any) -> str:
    return next(iter(str(value).strip().splitlines()), "")
