"""The keys of an environment's file, from the schema of its model."""

from collections.abc import Iterator
from typing import Any

from ops.environment.description import Description
from ops.environment.table import Table
from ops.render import markdown

_COLUMNS = ("key", "value", "default", "meaning")
_WORDS = {
    "array": "a list",
    "boolean": "`true`, `false`",
    "ipv4": "an address",
    "ipv4network": "a network",
    "ipv6network": "a network",
    "object": "names and texts",
    "string": "text",
    "time": "a time of day, UTC",
}
Schema = dict[str, Any]


def sections() -> Iterator[str]:
    """Yield a section per table, the file's own keys first; tables of one form share theirs."""
    schema = Description.model_json_schema()
    known: dict[str, Schema] = schema["$defs"]
    paths: dict[str, list[str]] = {}
    _collect(schema, known, "", paths)
    forms = {name: ", ".join(f"`[{path}]`" for path in found) for name, found in paths.items()}
    yield from _section("Keys", schema, known)
    for name, title in forms.items():
        yield from _section(title, known[name], known)


def _collect(form: Schema, known: dict[str, Schema], path: str, paths: dict[str, list[str]]) -> None:
    """Note under which paths each form of a table stands."""
    for key, schema in form["properties"].items():
        for name, below in _tables(schema):
            here = f"{path}{key}{below}"
            paths.setdefault(name, []).append(here)
            _collect(known[name], known, f"{here}.", paths)


def _tables(schema: Schema) -> list[tuple[str, str]]:
    """Return the forms of the tables that a key may hold, and what its path goes on with."""
    named = isinstance(schema.get("additionalProperties"), dict)
    entry = schema["additionalProperties"] if named else schema
    references = (option.get("$ref", "").rpartition("/")[2] for option in entry.get("anyOf", [entry]))
    forms = {kind.__name__ for kind in Table.__subclasses__() for kind in (kind, *kind.__subclasses__())}
    return [(name, ".NAME" if named else "") for name in references if name in forms]


def _section(title: str, form: Schema, known: dict[str, Schema]) -> Iterator[str]:
    """Yield the section of the keys that hold plain values; those that hold tables have their own."""
    plain = {key: schema for key, schema in form["properties"].items() if not _tables(schema)}
    required = form.get("required", ())
    rows = [
        (f"`{key}`", _value(schema, known), _default(key in required, schema), schema.get("description", ""))
        for key, schema in plain.items()
    ]
    width = len(_COLUMNS) if any(row[-1] for row in rows) else len(_COLUMNS) - 1
    if rows:
        table = markdown.table(_COLUMNS[:width], (row[:width] for row in rows))
        yield f"## {title}\n\n{form['description']}\n\n{table}"


def _value(schema: Schema, known: dict[str, Schema]) -> str:
    """Return what a key takes, in words."""
    if "$ref" in schema:
        found = known[schema["$ref"].rpartition("/")[2]]
        return str(found["description"]).rstrip(".") if "properties" in found else _value(found, known)
    if "anyOf" in schema:
        plain = [each for each in schema["anyOf"] if each not in ({"type": "null"}, {"type": "string"})]
        return " or ".join(dict.fromkeys(_value(each, known) for each in plain))
    if "enum" in schema:
        return ", ".join(f"`{word}`" for word in schema["enum"])
    if "maximum" in schema:
        return f"{schema['minimum']:,.0f} to {schema['maximum']:,.0f}"
    items = f": {_value(schema['items'], known)}" if "items" in schema else ""
    return _WORDS[schema.get("format") or schema["type"]] + items


def _default(required: bool, schema: Schema) -> str:
    if required:
        return "required"
    default = schema.get("default")
    return f"`{default}`".lower() if isinstance(default, bool | int | str) else "none"
