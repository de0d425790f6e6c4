"""Fills in what a program left out: the provider's defaults and a name."""

from collections.abc import Mapping
from typing import Any

from infra.pulumi.offline.resource import Resource
from infra.pulumi.offline.wire import Properties

DEFAULTS = "__defaults"  # the names of the inputs that were filled in, noted among the inputs
_DIGITS = 7


def fill(resource: type[Resource], inputs: Properties, old: Properties, name: str, seed: bytes) -> Properties:
    """Return the inputs with a name and the defaults; a name that was made up before is kept."""
    filled = _with_defaults(inputs, resource.defaults)
    if resource.autonamed and filled.get("name") is None:
        filled["name"] = _earlier_name(old) or f"{name}-{seed.hex()[:_DIGITS]}"
    return filled | {DEFAULTS: sorted(key for key in filled if inputs.get(key) is None)}


def is_autonamed(inputs: Properties) -> bool:
    """Tell whether the name was made up, so that two of these can stand beside each other."""
    return "name" in inputs.get(DEFAULTS, ())


def _earlier_name(old: Properties) -> str | None:
    return old.get("name") if is_autonamed(old) else None


def _with_defaults(inputs: Properties, defaults: Mapping[str, Any]) -> Properties:
    filled = dict(inputs)
    for path, value in defaults.items():
        first, _, rest = path.partition(".")
        if not rest and filled.get(first) is None:
            filled[first] = value
        elif rest:
            filled[first] = _within(filled.get(first), rest, value)
    return {key: value for key, value in filled.items() if value is not None}


def _within(value: Any, path: str, default: Any) -> Any:
    if isinstance(value, list):
        return [_within(item, path, default) for item in value]
    return _with_defaults(value, {path: default}) if isinstance(value, dict) else value
