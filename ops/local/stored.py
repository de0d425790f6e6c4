"""Small files of JSON that only their owner may read, replaced whole or not at all."""

import json
import os
from pathlib import Path
from typing import Any

from ops.errors import OpsError


def write(path: Path, value: dict[str, Any]) -> None:
    """Replace a file; after a power cut it holds the old value or the new one."""
    new = path.with_name(f"{path.name}.new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(value, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def read(path: Path) -> dict[str, Any]:
    """Return what was written, empty when nothing was."""
    try:
        return dict(json.loads(path.read_text()))
    except FileNotFoundError:
        return {}
    except ValueError:
        raise OpsError(f"{path}: not the JSON that invoke up wrote: restore it, or use --fresh") from None
