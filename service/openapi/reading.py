"""The description, as people read it: fields in tables, types in words."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """One row of a table; of: the schema that its type refers to, to be linked."""

    name: str
    type: str
    description: str
    required: bool
    of: str | None


def marked(text: str) -> Markup:
    """Return a text as HTML, with code where it has backticks."""
    parts = text.split("`")
    form = "{}" + "<code>{}</code>{}" * (len(parts) // 2)
    return Markup(form).format(*parts)  # noqa: S704 - the form is ours, the parts are escaped


def fields(schema: Schema) -> list[Field]:
    """Return the fields of an object."""
    required = schema.get("required", [])
    return [_field(name, field, name in required) for name, field in schema.get("properties", {}).items()]


def parameter(described: Mapping[str, Any]) -> Field:
    """Return a parameter of an operation."""
    whole = {**described["schema"], "description": described.get("description", "")}
    place = described["in"]
    field = _field(described["name"], whole, described.get("required", False))
    return Field(field.name, f"{place}: {field.type}", field.description, field.required, field.of)


def referred(schema: Schema) -> str | None:
    """Return the name of the schema that this one is, or is a list of, or else is null."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    inner = [schema["items"]] if isinstance(schema.get("items"), dict) else schema.get("anyOf", [])
    return next((name for one in inner if (name := referred(one))), None)


def in_words(schema: Schema) -> str:
    """Return a type in a few words."""
    if "$ref" in schema:
        return str(referred(schema))
    if "anyOf" in schema:
        return " or ".join(in_words(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    return " ".join(_plain(schema))


def _plain(schema: Schema) -> Iterator[str]:
    kind = schema.get("type", "anything")
    if kind == "array":
        yield f"list of {in_words(schema['items'])}" if isinstance(schema.get("items"), dict) else "list"
    else:
        yield str(schema.get("format") or kind)
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        yield f"{low:,} to {high:,}"
    elif low is not None:
        yield f"≥ {low:,}"
    if schema.get("default") is not None:
        yield f"(default {json.dumps(schema['default'])})"


def _field(name: str, schema: Schema, required: bool) -> Field:
    return Field(name, in_words(schema), str(schema.get("description", "")), required, referred(schema))
