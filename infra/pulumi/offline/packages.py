"""Prints the plugins that the installed SDKs ask for; runs in the project's virtualenv."""

import json
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

_NOTE = "pulumi-plugin.json"


def required() -> Iterator[dict[str, Any]]:
    """Find the note that each SDK has in its package."""
    for distribution in distributions():
        for file in distribution.files or ():
            if file.name == _NOTE and len(file.parts) == len(("package", _NOTE)):
                note = json.loads(Path(str(file.locate())).read_text())
                if note.get("resource"):
                    yield _package(note, distribution, file.parts[0])


def _package(note: dict[str, Any], distribution: Distribution, folder: str) -> dict[str, Any]:
    version = note.get("version") or distribution.version
    return {
        "kind": "resource",
        "name": note.get("name") or folder.removeprefix("pulumi_"),
        "version": f"v{version.removeprefix('v')}",
        "server": note.get("server", ""),
    }


if __name__ == "__main__":
    print(json.dumps(list(required())))  # noqa: T201 - this is what it is for
