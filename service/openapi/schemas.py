"""JSON Schemas of the types that operations take and answer, as pydantic makes them."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from flask import Response
from pydantic import TypeAdapter

from service.openapi.problem import InvalidRequest, Problem
from service.v1.operations import Operation

Schema = dict[str, Any]
Mode = Literal["validation", "serialization"]
REFERRED = re.compile(r'"#/components/schemas/(\w+)"')
LIST = re.compile(r"Listed_(\w+)_$")
REFERENCE = "#/components/schemas/{model}"


class Schemas:
    """The schemas of some operations; `components` holds those that are referred to."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        types = [*_types(operations), (InvalidRequest, "serialization"), (Problem, "serialization")]
        unique: dict[str, tuple[Any, Mode]] = {repr(type_): (type_, mode) for type_, mode in types}
        inputs = [(key, mode, TypeAdapter(type_)) for key, (type_, mode) in unique.items()]
        found, rest = TypeAdapter.json_schemas(inputs, ref_template=REFERENCE)
        self._of = {key: _tidy(schema) for (key, _), schema in found.items()}
        self.components: dict[str, Schema] = {
            _renamed(name): _tidy(schema) for name, schema in rest["$defs"].items()
        }

    def of(self, type_: Any) -> Schema:
        """Return the schema of a type, mostly a reference."""
        schema: Schema = self._of[repr(type_)]
        return schema

    def resolved(self, type_: Any) -> Schema:
        """Return the schema of a type itself."""
        schema = self.of(type_)
        reference = schema.get("$ref")
        return self.components[reference.rpartition("/")[2]] if reference else schema

    def used(self, described: Any) -> dict[str, Schema]:
        """Return the components that a description refers to, and those that these refer to."""
        names = set(REFERRED.findall(json.dumps(described)))
        while more := set(REFERRED.findall(json.dumps([self.components[name] for name in names]))) - names:
            names |= more
        return {name: self.components[name] for name in sorted(names)}

    def reference(self, name: str) -> Schema:
        """Return a reference to a component."""
        assert name in self.components
        return {"$ref": REFERENCE.format(model=name)}


def _types(operations: Iterable[Operation]) -> Iterator[tuple[Any, Mode]]:
    for operation in operations:
        yield operation.query, "validation"
        for hint in operation.headers.values():
            yield hint, "validation"
        if operation.body is not None:
            yield operation.body, "validation"
        if operation.answer not in (None, Response):
            yield operation.answer, "serialization"


def _tidy(schema: Any) -> Any:
    """Drop titles that pydantic makes of field names: they say nothing. `Listed[Event]` becomes EventList."""
    if isinstance(schema, list):
        return [_tidy(item) for item in schema]
    if isinstance(schema, dict):
        return {key: _tidy(value) for key, value in schema.items() if not _is_title(key, value)}
    return _renamed(schema) if isinstance(schema, str) and schema.startswith("#/") else schema


def _is_title(key: str, value: Any) -> bool:
    return key == "title" and isinstance(value, str)


def _renamed(name: str) -> str:
    return LIST.sub(r"\1List", name)
