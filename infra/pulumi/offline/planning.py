"""What is known of a resource before it is made or changed, and what a difference means for it."""

import re
from collections.abc import Iterable, Sequence

from pulumi.runtime.proto import provider_pb2
from pulumi.runtime.rpc import UNKNOWN

from infra.pulumi.offline.compare import Change
from infra.pulumi.offline.filling import is_autonamed
from infra.pulumi.offline.resource import Resource
from infra.pulumi.offline.schema import INTERNAL, Shape, inputs_of, outputs_of
from infra.pulumi.offline.wire import Properties


def new_state(inputs: Properties) -> Properties:
    """Return the state that inputs alone make."""
    return {name: value for name, value in inputs.items() if not name.startswith(INTERNAL)}


def preview(resource: type[Resource], inputs: Properties) -> Properties:
    """Return the state of what is about to be made: whatever its maker fills in is unknown."""
    filled_in = outputs_of(resource.sdk) | {path for path in resource.computed if "." not in path}
    return dict.fromkeys(filled_in, UNKNOWN) | new_state(inputs)


def made_state(resource: type[Resource], planned: Properties, read: Properties) -> Properties:
    """Return the state of what was just made: as read, but its sets as given.

    So do the official plugins, in which what the maker makes of a set shows only at the next refresh.
    """
    fields = inputs_of(resource.sdk).fields
    given = {name: value for name, value in planned.items() if _is_set(resource, name, fields.get(name))}
    return read | given


def changed_state(resource: type[Resource], old: Properties, inputs: Properties) -> Properties:
    """Return the old state with new inputs; what the maker fills in stays, what else is missing goes."""
    given = inputs_of(resource.sdk).fields.keys() - resource.computed
    return {name: value for name, value in old.items() if name not in given} | new_state(inputs)


def not_ignored(changes: Iterable[Change], ignored: Sequence[str]) -> list[Change]:
    """Leave out what the program's `ignore_changes` names: a property, with all that is in it."""
    return [change for change in changes if not any(_is_within(change.at, path) for path in ignored)]


def difference(
    resource: type[Resource], inputs: Properties, changes: Sequence[Change]
) -> provider_pb2.DiffResponse:
    """Tell the engine what changes do: nothing, an update or a replacement."""
    replacing = sorted({_top(change.at) for change in changes} - resource.updatable)
    response = provider_pb2.DiffResponse
    return response(
        changes=response.DIFF_SOME if changes else response.DIFF_NONE,
        replaces=replacing,
        diffs=sorted({_top(change.at) for change in changes}),
        hasDetailedDiff=True,
        detailedDiff={change.at: _detail(change, _top(change.at) in replacing) for change in changes},
        deleteBeforeReplace=bool(replacing) and (resource.deleted_first or not is_autonamed(inputs)),
    )


def _is_set(resource: type[Resource], name: str, shape: Shape | None) -> bool:
    is_list = shape is not None and shape.kind is list
    return name in resource.sets_of_one or (is_list and name not in resource.ordered)


def _detail(change: Change, replaces: bool) -> provider_pb2.PropertyDiff:
    kind = f"{change.kind}_REPLACE" if replaces else change.kind
    return provider_pb2.PropertyDiff(kind=provider_pb2.PropertyDiff.Kind.Value(kind))


def _top(at: str) -> str:
    return re.split(r"[.\[]", at, maxsplit=1)[0]


def _is_within(at: str, path: str) -> bool:
    return at == path or at.startswith((f"{path}.", f"{path}["))
