"""Files that are rendered from the typed description, committed so that a review sees what a change does."""

from ops.bootstrap import ROOT
from ops.errors import OpsError
from ops.render import dotenv, environments, orphans


def files() -> dict[str, str]:
    """Return the text of every rendered file, by its path in the repository."""
    return {".env.example": dotenv.text(), "docs/environments.md": environments.text()}


def write() -> None:
    """Write the files that are stale, remove those that nothing renders any more, and name them."""
    fresh = files()
    stale, gone = _stale(fresh), orphans.find(ROOT, fresh)
    for name in stale:
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(fresh[name])
        print(f"rendered {name}")
    for name in gone:
        (ROOT / name).unlink()
        print(f"removed {name}: nothing renders it any more")
    if not stale and not gone:
        print("all rendered files are fresh")


def check() -> None:
    """Raise OpsError when a file is stale, or carries our header though nothing renders it."""
    fresh = files()
    found = {"stale": _stale(fresh), "rendered by nothing any more": orphans.find(ROOT, fresh)}
    wrong = [f"{what}: {', '.join(names)}" for what, names in found.items() if names]
    if wrong:
        raise OpsError(f"{'; '.join(wrong)}; type: invoke render")


def _stale(fresh: dict[str, str]) -> list[str]:
    return [name for name, text in fresh.items() if _present(name) != text]


def _present(name: str) -> str | None:
    path = ROOT / name
    return path.read_text() if path.exists() else None
