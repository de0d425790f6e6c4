"""Where a service differs from its stack file: what somebody changed by hand, or a release that broke off."""

from collections.abc import Iterator, Mapping
from typing import Any

from ops.release.stack import Spec

_ENGINES_OWN = {"Runtime", "Isolation", "Platforms", "SecretID", "ConfigID", "Networks", "DNSConfig"}
"""What the engine fills in, or puts numbers in place of."""


def between(wanted: Spec, found: Spec) -> list[str]:
    """Return the paths that differ, each with both values; no path leads to a secret, which has none here."""
    return list(_walk("", wanted, found))


def _walk(path: str, wanted: Any, found: Any) -> Iterator[str]:
    wanted, found = _plain(wanted), _plain(found)
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        for key in [*wanted, *(key for key in found if key not in wanted)]:
            if key not in _ENGINES_OWN:
                yield from _walk(f"{path}.{key}" if path else key, wanted.get(key), found.get(key))
    elif isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        for place, (mine, theirs) in enumerate(zip(wanted, found, strict=True)):
            yield from _walk(f"{path}[{place}]", mine, theirs)
    elif wanted != found:
        yield f"{path}: {_shown(wanted)} → {_shown(found)}"


def _plain(value: Any) -> Any:
    """Return a value with all that is empty as nothing, which is how the engine leaves it out."""
    return None if value in ("", 0, False, [], {}) else value


def _shown(value: Any) -> str:
    return "none" if value is None else str(value)
