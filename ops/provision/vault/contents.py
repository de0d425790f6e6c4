"""What is inside a vault, and what is wrong with it: by name, never by value."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from ops.environment import Environment
from ops.provision.vault import keys
from ops.provision.vault.keys import KEYS, Key


class _UnreadableError(Exception):
    """What is wrong with a text as a whole: it never holds a value, and no traceback follows it."""


class _Loader(yaml.SafeLoader):  # type: ignore[misc] # PyYAML has no types
    """YAML in which a key stands once: the second would win without a word."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node)
        if key in found:
            raise _UnreadableError(f"{key}: stands there twice")
        found[key] = loader.construct_object(value_node)
    return found


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def problems(environment: Environment, text: str | None) -> list[str]:
    """Return a line for each thing that is wrong; none when all that is wanted is there."""
    if text is None:
        return ["there is none yet"]
    try:
        found = _read(text)
    except _UnreadableError as problem:
        return [str(problem)]
    return [*_missing(environment, found), *_wrong(found)]


def values(text: str) -> dict[str, str]:
    """Return the secrets of a text that has no problems."""
    return dict(yaml.safe_load(text))


def names(text: str) -> set[str] | None:
    """Return the names of the secrets in a text; None where it is damaged."""
    try:
        return set(_read(text)) if text else set()
    except _UnreadableError:
        return None


def changed(before: str, after: str) -> list[str]:
    """Return the names of the secrets that differ between two texts."""
    old, new = _loose(before), _loose(after)
    return [name for name in {**old, **new} if old.get(name) != new.get(name)]


def _loose(text: str) -> dict[str, Any]:
    """Return what a text has, nothing when it is broken."""
    try:
        return _read(text)
    except _UnreadableError:
        return {}


def _read(text: str) -> dict[Any, Any]:
    """Return what a text has. PyYAML's own words, of any exception, may hold the line with its secret."""
    try:
        found = yaml.load(text, _Loader)  # noqa: S506 - a safe loader of our own
    except _UnreadableError:
        raise
    except Exception as problem:  # whatever PyYAML stumbled over: of dates and numbers it is a ValueError
        mark = getattr(problem, "problem_mark", None)
        raise _UnreadableError(f"line {mark.line + 1}: is not YAML" if mark else "is not YAML") from None
    if not isinstance(found, dict):
        raise _UnreadableError("must have a line for each secret, such as `session_key: …`")
    return found


def fresh(environment: Environment) -> str:
    """Return the text of a new vault: what can be made is made, what others give is blank."""
    return "".join(line(key, "" if key.given else key.make()) for key in keys.of(environment))


def line(key: Key, value: str) -> str:
    """Return a key's lines: what it is, and its value."""
    return f'# {key.meaning}\n{key.name}: "{value}"\n'


def _missing(environment: Environment, found: Mapping[str, Any]) -> Iterator[str]:
    for key in keys.of(environment):
        if key.name not in found:
            yield f"{key.name}: is missing: {key.meaning}"


def _wrong(found: Mapping[str, Any]) -> Iterator[str]:
    known = {key.name: key for key in KEYS}
    for name, value in found.items():
        if name not in known:
            yield f"{name}: is unknown; choose from {', '.join(known)}"
        elif value is None or value == "":
            yield f"{name}: is blank: {known[name].meaning}"
        elif not isinstance(value, str) or not known[name].form.fits(value):
            yield f"{name}: must be {known[name].form.words}, in quotes"
