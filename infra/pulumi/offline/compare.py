"""Compares what is (the state) with what is wanted (the inputs), as the official providers do.

They know no difference between absent and empty, false or zero, except in maps. A property that the program
does not give is a change, unless the maker fills it in (`Resource.computed`): a dropped one of those stays.
"""

import json
from collections.abc import Iterator
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

from infra.pulumi.offline.resource import Resource
from infra.pulumi.offline.schema import Shape, inputs_of
from infra.pulumi.offline.wire import Properties, is_unknown


class Kind(StrEnum):
    """What happens to a property."""

    ADD = "ADD"
    DELETE = "DELETE"
    UPDATE = "UPDATE"


class Change(NamedTuple):
    """A property that differs: where (`ports[0].external`), and how."""

    at: str
    kind: Kind


def changes(resource: type[Resource], state: Properties, inputs: Properties) -> list[Change]:
    """Return all that differs between a state and new inputs."""
    walk, fields = Walk(resource), inputs_of(resource.sdk).fields
    return [
        change
        for name in sorted({path.partition(".")[0] for path in resource.known})
        for shape in (fields[name],)
        for change in walk.value(state.get(name), inputs.get(name), shape, name, name)
    ]


def alike(shape: Shape, left: Any, right: Any) -> bool:
    """Tell whether two values mean the same; lists are sets."""
    return bool(_canonical(shape, left) == _canonical(shape, right))


class Walk:
    """A walk through state and inputs; `at` is where a value stands, `path` the same without positions."""

    def __init__(self, resource: type[Resource]) -> None:
        self._resource = resource

    def is_ordered(self, path: str) -> bool:
        """Tell whether the order of a list counts."""
        return path in self._resource.ordered

    def value(self, old: Any, new: Any, shape: Shape, at: str, path: str) -> Iterator[Change]:
        """Find the changes from an old to a new value."""
        if not new and path in self._resource.computed and not isinstance(new, bool):
            return
        if isinstance(old, dict) and isinstance(new, dict):
            yield from self._keys(old, new, shape, at, path)
        elif self._is_pairwise(old, new, path):
            for place, (before, after) in enumerate(zip(old, new, strict=True)):
                yield from self.value(before, after, _item(shape), f"{at}[{place}]", path)
        elif is_unknown(new) or not alike(shape, old, new):
            yield Change(at, _kind(old, new))

    def _is_pairwise(self, old: Any, new: Any, path: str) -> bool:
        both_lists = isinstance(old, list) and isinstance(new, list)
        return both_lists and self.is_ordered(path) and len(old) == len(new)

    def _keys(self, old: Properties, new: Properties, shape: Shape, at: str, path: str) -> Iterator[Change]:
        if shape.kind is dict:
            for key in sorted(old.keys() | new.keys()):
                if old.get(key) != new.get(key):
                    yield Change(f"{at}[{json.dumps(key)}]", _kind(old.get(key), new.get(key)))
        for name, field in shape.fields.items():
            yield from self.value(old.get(name), new.get(name), field, f"{at}.{name}", f"{path}.{name}")


def _kind(old: Any, new: Any) -> Kind:
    if old is None:
        return Kind.ADD
    return Kind.DELETE if new is None else Kind.UPDATE


def _item(shape: Shape) -> Shape:
    assert shape.item
    return shape.item


def _canonical(shape: Shape, value: Any) -> Any:
    """Return a value without what is empty, false or zero, its lists sorted."""
    if isinstance(value, list):
        items = [_canonical(_item(shape), each) for each in value]
        return sorted(items, key=partial(json.dumps, sort_keys=True)) or None
    if isinstance(value, dict) and shape.kind is object:
        fields = {name: _canonical(field, value.get(name)) for name, field in shape.fields.items()}
        return {name: each for name, each in fields.items() if each is not None} or None
    return value or None
