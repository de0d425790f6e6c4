"""Checks inputs against the SDK's types and against what a stand-in implements."""

from collections.abc import Iterator
from typing import Any

from pulumi.runtime.rpc import UNKNOWN

from infra.pulumi.offline.resource import Problem, Resource
from infra.pulumi.offline.schema import INTERNAL, Shape, inputs_of
from infra.pulumi.offline.wire import Properties

_NAMES = {str: "a string", bool: "true or false", int: "a whole number", float: "a number",
          list: "a list", dict: "a map", object: "an object"}  # fmt: skip


def problems(resource: type[Resource], inputs: Properties) -> Iterator[Problem]:
    """Find all that is wrong with the inputs of a resource."""
    wrong = list(_Check(resource).value(inputs, inputs_of(resource.sdk), "", ""))
    yield from wrong or resource.problems(inputs)


class _Check:
    """A walk through inputs; `at` is where a value stands (`ports[0].ip`), `path` the names alone."""

    def __init__(self, resource: type[Resource]) -> None:
        self._resource = resource

    def value(self, value: Any, shape: Shape, at: str, path: str) -> Iterator[Problem]:
        if value is None or value == UNKNOWN:
            return
        if not _fits(value, shape.kind):
            yield Problem(at, f"{at} must be {_NAMES[shape.kind]}, not {type(value).__name__}")
        elif shape.kind is object:
            yield from self._fields(value, shape, at, path)
        elif shape.item:
            yield from self._items(value, shape.item, at, path)

    def _items(self, value: Any, item: Shape, at: str, path: str) -> Iterator[Problem]:
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from self.value(each, item, f"{at}[{key}]", path)

    def _fields(self, value: Properties, shape: Shape, at: str, path: str) -> Iterator[Problem]:
        for name in sorted(shape.required):
            if value.get(name) is None:
                yield Problem(_below(at, name), f"{_below(at, name)} is required")
        for name, each in value.items():
            if not name.startswith(INTERNAL) and each is not None:
                yield from self._field(each, shape.fields.get(name), _below(at, name), _below(path, name))

    def _field(self, value: Any, shape: Shape | None, at: str, path: str) -> Iterator[Problem]:
        type_name = self._resource.__name__
        if shape is None:
            yield Problem(at, f"{at} is no property of a {type_name}")
        elif not self._knows(path):
            yield Problem(at, f"{at}: this stand-in does not implement it; the official plugin does")
        else:
            yield from self.value(value, shape, at, path)

    def _knows(self, path: str) -> bool:
        known = self._resource.known
        return path in known or any(each.startswith(f"{path}.") for each in known)


def _fits(value: object, kind: type) -> bool:
    if kind in (int, float):
        return isinstance(value, int if kind is int else (int, float)) and not isinstance(value, bool)
    return isinstance(value, dict if kind is object else kind)


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
