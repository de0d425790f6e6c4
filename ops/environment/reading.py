"""From a name to its environment."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ops.environment import toml
from ops.environment.description import Description
from ops.environment.lines import lines, tops
from ops.environment.model import Environment
from ops.environment.names import is_label
from ops.environment.rules import problems
from ops.environment.shown import shown
from ops.errors import UsageError
from ops.site import ENVIRONMENTS

FOLDER = ENVIRONMENTS


def names(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the names that have a file."""
    files = (path for path in folder.glob("*.toml") if path.is_file())
    return tuple(sorted(path.stem for path in files if is_label(path.stem)))


def load(name: str, folder: Path = FOLDER) -> Environment:
    """Return an environment; UsageError lists all that is wrong with its name or its file."""
    known = names(folder)
    if name not in known:
        what = " ".join(filter(None, ("no environment", shown(name))))
        choices = f"choose from {', '.join(known)}" if known else f"{folder.name}/ has none"
        raise UsageError(f"{what}; {choices}")
    place = f"{folder.name}/{name}.toml"
    try:
        text = (folder / f"{name}.toml").read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(f"{place}: cannot be read: {_reason(problem)}") from None
    return parse(name, text, place)


def parse(name: str, text: str, place: str) -> Environment:
    """Return the environment that a file's text describes; place: the file in messages."""
    return describe(name, toml.parse(text, place), place)


def describe(name: str, tree: dict[str, Any], place: str) -> Environment:
    """Return the environment of a tree of TOML values; UsageError has a line for each thing wrong."""
    right: dict[str, Any] = {}
    found: list[str] = []
    wrong: set[str] = set()
    try:
        right = dict(Description.model_validate(tree, context=right))
    except ValidationError as problem:
        found, wrong = lines(problem), tops(problem)
    environment = Environment.model_construct(name=name, **right)
    found += problems(environment, wrong)
    if found:
        raise UsageError("\n".join(f"{place}: {line}" for line in dict.fromkeys(found)))
    return environment


def _reason(problem: OSError | UnicodeDecodeError) -> str:
    return problem.strerror or "" if isinstance(problem, OSError) else "it is not UTF-8"
