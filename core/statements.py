"""The SQL of an app, by name: `python -m APP.statements` prints it for who wants to try it on a schema.

A statement is a module's constant in capitals; with a `_` before, it is a part of others. A place `{where}`
in it gets all FILTERS of its module.
"""

import json
import pkgutil
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

_VERB = re.compile(r"\s*(select|insert|update|delete|with)\b", re.IGNORECASE)
_PLACE = re.compile(r"%(?:\((?P<name>\w+)\))?[sbt]|%%")


def main(package: str) -> int:
    """Print all statements of a package as JSON, with numbered parameters as PREPARE takes them."""
    json.dump(dict(of(package)), sys.stdout, indent=1)
    return 0


def of(package: str) -> Iterator[tuple[str, str]]:
    """Yield each statement with its name, `module.CONSTANT`."""
    root = import_module(package)
    for found in pkgutil.walk_packages(root.__path__, f"{package}."):
        if not _is_run(found.name):
            module = import_module(found.name)
            yield from _statements(module)


def _is_run(name: str) -> bool:
    """Tell of a module that does something when it is loaded."""
    return name.rpartition(".")[2] in ("__main__", "wsgi", "statements", "env") or ".migrations" in name


def _statements(module: ModuleType) -> Iterator[tuple[str, str]]:
    filters = getattr(module, "FILTERS", {})
    for name, value in vars(module).items():
        if name[0] != "_" and name.isupper() and isinstance(value, str) and _VERB.match(value):
            where = " and ".join(["true", *filters.values()])
            yield f"{module.__name__}.{name}", numbered(value.replace("{where}", where).strip())


def numbered(statement: str) -> str:
    """Return a statement with `$1` for psycopg's places; a name that comes again has its number again."""
    numbers: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        if found.group() == "%%":
            return "%"
        name = found["name"] or f"#{len(numbers)}"
        return f"${numbers.setdefault(name, len(numbers) + 1)}"

    return _PLACE.sub(number, statement)
