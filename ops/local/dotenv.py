"""`.env`: settings that one does not want to type, `NAME=value` a line."""

import re
from difflib import get_close_matches
from pathlib import Path

from ops import contract
from ops.errors import UsageError

_LINE = re.compile(r"(?:export\s+)?(?P<name>\w+)\s*=\s*(?P<value>.*)")
_VALUE = re.compile(r"""(?:'([^']*)'|"([^"]*)"|((?!['"]).*?))(?:\s+#.*|\s*)""")


def read(path: Path) -> dict[str, str]:
    """Return the settings of a file, none when it is missing; UsageError names the line that is wrong."""
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(f"{path.name}: cannot be read: {problem}") from None
    found = (_setting(line.strip(), f"{path.name}: line {n}") for n, line in enumerate(lines, 1))
    return dict(pair for pair in found if pair)


def _setting(line: str, place: str) -> tuple[str, str] | None:
    if not line or line.startswith("#"):
        return None
    parts = _LINE.fullmatch(line)
    value = _VALUE.fullmatch(parts["value"]) if parts else None
    if not parts or not value:
        raise UsageError(f"{place}: expected NAME=value")
    _check_name(parts["name"], place)
    return parts["name"], next(text for text in value.groups() if text is not None)


def _check_name(name: str, place: str) -> None:
    known = contract.names()
    if name in known or name.removesuffix("_FILE") in known:
        return
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}?" if near else "the known ones are in .env.example"
    raise UsageError(f"{place}: unknown setting {name!r}; {hint}")
