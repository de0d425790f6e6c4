"""What a refresh makes of a program's inputs: their own form, today's values.

Only what the program gave is looked at: the maker's additions are no inputs.
"""

from typing import Any

from infra.pulumi.offline.compare import Walk
from infra.pulumi.offline.resource import Resource
from infra.pulumi.offline.schema import INTERNAL, Shape, inputs_of
from infra.pulumi.offline.wire import Properties


def inputs(resource: type[Resource], old: Properties, state: Properties) -> Properties:
    """Return the inputs as a refresh found them; of an imported resource all that it has."""
    fields = inputs_of(resource.sdk).fields
    if not old:
        return {name: state[name] for name in fields if state.get(name)}
    projection = _Projection(Walk(resource))
    kept = {name: note for name, note in old.items() if name.startswith(INTERNAL)}
    return kept | {
        name: projection.value(old[name], state[name], shape, name)
        for name, shape in fields.items()
        if old.get(name) is not None and state.get(name) is not None
    }


class _Projection:
    """The values of today in the form of those of then."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk

    def value(self, then: Any, now: Any, shape: Shape, path: str) -> Any:
        if self._same(then, now, shape, path):
            return then
        if isinstance(then, dict) and isinstance(now, dict) and shape.kind is object:
            return {
                name: self.value(then[name], now[name], shape.fields[name], f"{path}.{name}")
                for name in then
                if name in now
            }
        if isinstance(then, list) and isinstance(now, list) and shape.item:
            return self._items(then, now, shape.item, path)
        return now

    def _items(self, then: list[Any], now: list[Any], item: Shape, path: str) -> list[Any]:
        if self._walk.is_ordered(path):
            return [self.value(*pair, item, path) for pair in zip(then, now, strict=False)]
        return [each for each in then if any(self._same(each, other, item, path) for other in now)]

    def _same(self, then: Any, now: Any, shape: Shape, path: str) -> bool:
        return not any(self._walk.value(now, then, shape, path, path))
