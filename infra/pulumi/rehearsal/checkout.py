"""The id of this checkout, which is part of its objects' names on an engine that others use too."""

import json
import os
import secrets
from pathlib import Path

from ops.bootstrap import ROOT
from ops.errors import UsageError

_FILE = ROOT / "infra" / "pulumi" / "state" / "checkout.json"


def identifier(file: Path = _FILE, root: Path = ROOT) -> str:
    """Return six hexadecimal digits, made once; UsageError in a copy of a checkout that still exists."""
    if not file.exists():
        return _write(file, secrets.token_hex(3), root)
    known = json.loads(file.read_text())
    if known["path"] == str(root):
        return str(known["id"])
    if (Path(known["path"]) / file.relative_to(root)).exists():
        raise UsageError(
            f"{root} is a copy of {known['path']}, whose hosts are on the engine under the same names: "
            f"delete {file.parent} here, to begin with none, or work there"
        )
    return _write(file, str(known["id"]), root)  # it was moved


def _write(file: Path, value: str, root: Path) -> str:
    half = file.with_suffix(f".{os.getpid()}")
    half.write_text(json.dumps({"id": value, "path": str(root)}))
    half.rename(file)
    return value
