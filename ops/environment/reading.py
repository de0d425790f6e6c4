"""From a name to its environment."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from ops.bootstrap import ROOT
from ops.environment.description import Description
from ops.environment.model import Environment
from ops.environment.shown import unknown
from ops.errors import UsageError

FOLDER = ROOT / "environments"


def names(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the names that have a file."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def load(name: str, folder: Path = FOLDER) -> Environment:
    """Return an environment; UsageError lists all that is wrong with its name or its file."""
    known = names(folder)
    if name not in known:
        raise UsageError(unknown("environment", name, known).replace("unknown", "no", 1))
    return parse(name, (folder / f"{name}.toml").read_text(), f"{folder.name}/{name}.toml")


def parse(name: str, text: str, place: str) -> Environment:
    """Return the environment that a file's text describes; place: the file in messages."""
    try:
        found = Description.model_validate(tomllib.loads(text))
    except (ValueError, ValidationError) as problem:
        raise UsageError(f"{place}: {problem}") from None
    return Environment.model_construct(name=name, **dict(found))
