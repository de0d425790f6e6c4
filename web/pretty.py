"""JSON indented and coloured without changing a token of it: no number rounded, no repeated key dropped."""

import re
from itertools import pairwise

from markupsafe import Markup

from web.display import visible

DEEPEST_INDENT = 32
"""Levels; deeper nesting stays at this one, or its blanks would outweigh its text."""

TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*")|(?P<open>[{\[])|(?P<close>[}\]])|(?P<comma>,)|(?P<colon>:)'
    r'|(?P<literal>[^\s"{}\[\],:]+)'
)
COLOURS = {name: Markup('<span class="{}">').format(name) for name in ("key", "string", "literal")}
END = Markup("</span>")


def pretty(text: str) -> Markup:
    """Return valid JSON as markup; what is not a token of JSON is left out, so check it first."""
    tokens = [(str(match.lastgroup), match.group()) for match in TOKEN.finditer(text)]
    depth, parts = 0, []
    for (kind, token), (following, _) in pairwise([*tokens, ("end", "")]):
        depth += {"open": 1, "close": -1}.get(kind, 0)
        parts.append(_token(kind, token, following))
        if following == "close" and kind != "open":
            parts.append(_line_break(depth - 1))
        elif kind == "comma" or (kind == "open" and following != "close"):
            parts.append(_line_break(depth))
    return Markup("").join(parts)


def _token(kind: str, token: str, following: str) -> str:
    if kind in {"string", "literal"}:
        return COLOURS["key" if following == "colon" else kind] + visible(token) + END
    return ": " if kind == "colon" else token


def _line_break(depth: int) -> str:
    return "\n" + "  " * min(depth, DEEPEST_INDENT)
