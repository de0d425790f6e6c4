"""Durations: text in a program, nanoseconds in the engine."""

import re

_NANOSECONDS = {"ns": 1, "us": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}
_PART = r"(\d+(?:\.\d+)?)(ns|us|ms|h|m|s)"


def is_duration(text: str) -> bool:
    """Tell whether Go would read it as a duration."""
    return text == "0" or re.fullmatch(f"(?:{_PART})+", text) is not None


def to_engine(text: str) -> int:
    """Return the nanoseconds of `1m30s`."""
    return round(sum(float(number) * _NANOSECONDS[unit] for number, unit in re.findall(_PART, text)))


def to_program(nanoseconds: int) -> str:
    """Return the text as Go prints it, so that `90s` comes back as `1m30s`.

    A trap of the official plugin, kept: it differs from the program's text, and each refresh is an update.
    """
    seconds = nanoseconds / _NANOSECONDS["s"]
    if 0 < seconds < 1:
        return _fraction(nanoseconds)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    hours_text = f"{hours}h" if hours else ""
    minutes_text = f"{minutes}m" if hours or minutes else ""
    return f"{hours_text}{minutes_text}{seconds:g}s"


def _fraction(nanoseconds: int) -> str:
    unit = next(name for name in ("ms", "us", "ns") if nanoseconds >= _NANOSECONDS[name])
    return f"{nanoseconds / _NANOSECONDS[unit]:g}{'µs' if unit == 'us' else unit}"
