"""The small files that Pulumi's folder backend writes beside its own, and not in one step.

A run that is killed in between leaves an empty one, and then nothing of the stack can be read (`failed to
load checkpoint: EOF`). They hold a content type and a digest; without one its file is read as it is.
"""

import json
from pathlib import Path

from ops.site import STATE


def mend(backend: Path = STATE / ".pulumi") -> int:
    """Remove those that are half written; return how many."""
    broken = [file for file in backend.rglob("*.attrs") if not _is_whole(file)]
    for file in broken:
        file.unlink(missing_ok=True)
    return len(broken)


def _is_whole(file: Path) -> bool:
    try:
        json.loads(file.read_text())
    except FileNotFoundError:
        return True  # its writer has just replaced it
    except ValueError:
        return False
    return True
