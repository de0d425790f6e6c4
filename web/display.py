"""How values look on a page: times, sizes, ids, and text that strangers sent."""

import re
import unicodedata
from datetime import UTC, datetime

from flask import Flask
from markupsafe import Markup

PIECE = re.compile(r"[^./_:]*[./_:]|[^./_:]+")
UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
SIZES = ((1_024**3, "GiB"), (1_024**2, "MiB"), (1_024, "KiB"), (1, "B"))
SHORT_ID_DIGITS = 8
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
KEPT = "\n\t\u200c\u200d"
"""Line ends, tabs, and the joiners that Persian, Hindi and emoji are written with."""


def install(app: Flask) -> None:
    """Make the filters known to the templates."""
    app.jinja_env.filters |= {
        "when": when,
        "full_time": full_time,
        "duration": duration,
        "size": size,
        "age": age,
        "grouped": grouped,
        "clock": clock,
        "short_id": short_id,
        "visible": visible,
        "breakable": breakable,
    }


def when(moment: str) -> Markup:
    """Return a `<time>`: relative to now, with the full time as its title; moment: RFC 3339."""
    text = relative((datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds())
    return Markup('<time datetime="{}" title="{}">{}</time>').format(moment, full_time(moment), text)


def full_time(moment: str) -> str:
    """Return `2026-11-22 18:22:10.690 UTC`; moment: RFC 3339."""
    at = datetime.fromisoformat(moment).astimezone(UTC)
    return f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03d} UTC"


def relative(seconds: float) -> str:
    """Return `12 s ago`, `in 3 min` or `just now`; static/page.js goes on in the same words."""
    amount = abs(seconds)
    for unit_seconds, unit in UNITS:
        if amount >= unit_seconds:
            count = int(amount // unit_seconds)
            return f"{count} {unit} ago" if seconds > 0 else f"in {count} {unit}"
    return "just now"


def duration(milliseconds: int) -> str:
    """Return `87 ms` or `1.2 s`."""
    return f"{milliseconds} ms" if milliseconds < 1_000 else f"{milliseconds / 1_000:.1f} s"


def age(seconds: float) -> str:
    """Return `12 s`, `3 min` or `2 d`; what is below a second is `0 s`."""
    unit_seconds, unit = next((unit for unit in UNITS if seconds >= unit[0]), UNITS[-1])
    return f"{int(seconds // unit_seconds)} {unit}"


def clock(moment: str, with_day: bool = False) -> str:
    """Return `18:22`, or `Nov 22, 18:22`, in UTC; moment: RFC 3339."""
    at = datetime.fromisoformat(moment).astimezone(UTC)
    return f"{at:%b} {at.day}, {at:%H:%M}" if with_day else f"{at:%H:%M}"


def grouped(count: int) -> str:
    """Return `12,408`."""
    return f"{count:,}"


def per_minute(rate: float) -> str:
    """Return `0.2/min`, `12/min` or, from a thousand on, `1,200/min`."""
    return f"{rate:,.0f}/min" if rate >= 10 or rate == int(rate) else f"{max(rate, 0.1):.1f}/min"


def size(count: int) -> str:
    """Return `812 B`, `7.3 KiB`, `1 MiB` or `3.2 GiB`."""
    power, unit = next(((power, unit) for power, unit in SIZES if count >= power), SIZES[-1])
    return f"{count / power:.1f}".removesuffix(".0") + f" {unit}"


def short_id(identifier: str) -> str:
    """Return an id's last digits: a UUIDv7 begins with its time, so neighbours differ at the end alone."""
    return identifier[-SHORT_ID_DIGITS:]


def visible(text: str) -> str:
    r"""Return text with what is invisible, or would reorder what is around it, written as `\u202e`."""
    return text if text.isprintable() else "".join(map(_visible, text))


def breakable(text: str) -> Markup:
    """Return text, visible, that may be broken after its dots, slashes and underscores, as `a.<wbr>b`."""
    return Markup("<wbr>").join(PIECE.findall(visible(text)))


def _visible(character: str) -> str:
    if unicodedata.category(character) not in HIDDEN or character in KEPT:
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x1_0000 else f"\\U{code:08x}"
