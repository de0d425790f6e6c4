"""The id of this checkout, which is part of its objects' names on an engine that others use too."""

import json
import os
import re
import secrets
from pathlib import Path

from ops.errors import UsageError
from ops.site import STATE

_FILE = "checkout.json"
_NAME = re.compile(r"\bwm-([0-9a-f]{6})-")


def identifier(state: Path = STATE) -> str:
    """Return six hexadecimal digits, made once and kept with the state.

    A state that was moved keeps them. In a copy of one that still exists, UsageError: both would have the
    same hosts.
    """
    file = state / _FILE
    if not file.exists():
        return _write(file, _of_hosts(state) or secrets.token_hex(3))
    known = _read(file)
    if known["state"] == str(state):
        return str(known["id"])
    if (Path(known["state"]) / _FILE).exists():
        raise UsageError(
            f"{state} is a copy of {known['state']}, whose hosts are on the engine under the same names: "
            "delete the copy, to begin with none, or work there"
        )
    return _write(file, str(known["id"]))


def _read(file: Path) -> dict[str, str]:
    try:
        known = json.loads(file.read_text())
        return {"id": known["id"], "state": known["state"]}
    except (ValueError, TypeError, KeyError):
        raise UsageError(
            f"{file}: cannot be read; remove it, and the id is taken from the hosts' names"
        ) from None


def _of_hosts(state: Path) -> str:
    """Return the id in the names of hosts that the state knows, for a file that was lost; else empty."""
    stacks = state.glob(".pulumi/stacks/hosts/*.json")
    found = (_NAME.search(stack.read_text()) for stack in stacks)
    return next((match[1] for match in found if match), "")


def _write(file: Path, identifier: str) -> str:
    half = file.with_suffix(f".{os.getpid()}")
    half.write_text(json.dumps({"id": identifier, "state": str(file.parent)}))
    half.rename(file)
    return identifier
