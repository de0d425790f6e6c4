"""Labels: a list of pairs in a program, a map in the engine."""

from collections.abc import Iterable, Mapping

Pairs = list[dict[str, str]]


def to_engine(pairs: Iterable[Mapping[str, str]] | None) -> dict[str, str]:
    """Return the engine's map."""
    return {pair["label"]: pair["value"] for pair in pairs or ()}


def to_program(labels: Mapping[str, str] | None) -> Pairs:
    """Return the program's list."""
    return [{"label": label, "value": value} for label, value in sorted((labels or {}).items())]
