"""What a resource's inputs look like, taken from its SDK's own `*Args` classes: there is no second table."""

import collections.abc
import inspect
import sys
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pulumi import _types as sdk_types

INTERNAL = "__"  # what the engine and providers note among the inputs begins so


@dataclass(frozen=True)
class Shape:
    """What a value looks like.

    kind: str, bool, int or float; list or dict with the shape of their items; object with named fields.
    """

    kind: type
    item: "Shape | None" = None
    fields: Mapping[str, "Shape"] = field(default_factory=dict)
    required: frozenset[str] = frozenset()


@cache
def shape_of(args: type) -> Shape:
    """Return the shape of one `*Args` class, with the names that the engine uses (`ipv4Address`)."""
    pythonic = {engine: name for name, engine in sdk_types.input_type_py_to_pulumi_names(args).items()}
    types = sdk_types.input_type_types(args)
    mandatory = {
        name
        for name, parameter in inspect.signature(args).parameters.items()
        if parameter.default is parameter.empty
    }
    return Shape(
        object,
        fields={name: _shape(kind) for name, kind in types.items()},
        required=frozenset(name for name in types if pythonic[name] in mandatory),
    )


def _shape(annotation: Any) -> Shape:
    kind = _plain(annotation)
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is collections.abc.Sequence:
        return Shape(list, item=_shape(inner[0]))
    if origin is collections.abc.Mapping:
        return Shape(dict, item=_shape(inner[1]))
    return shape_of(kind) if sdk_types.is_input_type(kind) else Shape(kind)


def _plain(annotation: Any) -> Any:
    """Take Input, Output and Optional off, and of several classes (an object or its dictionary) the first."""
    kind = sdk_types.unwrap_type(annotation)
    return _plain(typing.get_args(kind)[0]) if typing.get_origin(kind) is typing.Union else kind


def inputs_of(sdk: type) -> Shape:
    """Return the shape of the inputs of a resource class of an SDK."""
    module = sys.modules[sdk.__module__]
    # Where the plain name is taken by the items of another resource's list, the SDK calls them `…InitArgs`.
    return shape_of(
        getattr(module, f"{sdk.__name__}Args", None) or getattr(module, f"{sdk.__name__}InitArgs")
    )


def outputs_of(sdk: type) -> frozenset[str]:
    """Return what a resource class gives and does not take."""
    return frozenset(sdk_types.resource_types(sdk)) - inputs_of(sdk).fields.keys()


def token_of(sdk: type) -> str:
    """Return the type token, such as `docker:index/container:Container`."""
    return str(sdk.pulumi_type)  # type: ignore[attr-defined]
