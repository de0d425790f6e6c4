"""The folder of what belongs to this machine's user, and nobody else may read."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile


def folder() -> Path:
    """Return ~/.config/webhook-monitor, made for its owner alone; XDG_CONFIG_HOME moves it."""
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    mine = home / "webhook-monitor"
    mine.mkdir(mode=0o700, parents=True, exist_ok=True)
    return mine


def write_once(path: Path, text: str) -> None:
    """Write a file for its owner alone; whoever was first is left as it is."""
    with NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}.") as half:
        half.write(text)
        half.flush()
        with suppress(FileExistsError):
            os.link(half.name, path)
