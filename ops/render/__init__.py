"""Files that are rendered from the typed description, committed so that a review sees what a change does."""

from collections.abc import Callable

from ops.bootstrap import ROOT
from ops.errors import OpsError
from ops.render import dotenv

_FILES: dict[str, Callable[[], str]] = {".env.example": dotenv.text}


def write() -> None:
    """Write the files that are stale, and name them."""
    for name in (stale := _stale()):
        (ROOT / name).write_text(_FILES[name]())
        print(f"rendered {name}")
    if not stale:
        print("all rendered files are fresh")


def check() -> None:
    """Raise OpsError when a file is stale."""
    if stale := _stale():
        raise OpsError(f"stale: {', '.join(stale)}; type: invoke render")


def _stale() -> list[str]:
    return [name for name, text in _FILES.items() if _present(name) != text()]


def _present(name: str) -> str | None:
    path = ROOT / name
    return path.read_text() if path.exists() else None
