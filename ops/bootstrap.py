"""Makes .venv and goes on inside it. Standard library only: it runs before anything is installed."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from ops import packages, turn
from ops.errors import OpsError
from ops.progress import step

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
_REQUIREMENTS = ROOT / "requirements"
_STAMP = VENV / "installed.json"


def enter(groups: Sequence[str]) -> None:
    """Return inside .venv with these groups of requirements; elsewhere, run this command again there."""
    _check_machine()
    if not _has(groups):
        with turn.taken(_REQUIREMENTS, "another invoke is installing"):
            if not _has(groups):
                _install(groups)
    elif Path(sys.prefix).resolve() == VENV.resolve():
        return
    python = str(VENV / "bin" / "python")
    os.execv(python, [python, str(VENV / "bin" / "invoke"), *sys.argv[1:]])  # noqa: S606


def _check_machine() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - this module is read before anything is checked
        found = ".".join(map(str, sys.version_info[:2]))
        raise OpsError(f"Python 3.11 or newer is needed; this is {found} ({sys.executable})")
    if sys.platform != "linux":
        raise OpsError(f"the engines that come as wheels run on Linux; this is {sys.platform}")


def _digest(group: str) -> str:
    return sha256((_REQUIREMENTS / f"{group}.txt").read_bytes()).hexdigest()


def _origin() -> dict[str, str]:
    """Return what a .venv is bound to: its own path stands in its scripts, its Python in its folders."""
    return {"venv": str(VENV), "python": os.path.realpath(VENV / "bin" / "python")}


def _installed() -> dict[str, str]:
    """Return the digest of each group in .venv; none when it is half-built, moved or its Python gone."""
    try:
        stamp = json.loads(_STAMP.read_text())
    except (OSError, ValueError):
        return {}
    bound = stamp.get("origin") == _origin() and (VENV / "bin" / "python").exists()
    return dict(stamp["groups"]) if bound else {}


def _has(groups: Sequence[str]) -> bool:
    installed = _installed()
    return all(installed.get(group) == _digest(group) for group in groups)


def _install(groups: Sequence[str]) -> None:
    installed = _installed()
    try:
        if not installed:
            with step("python", ".venv"):
                packages.make_venv(VENV)
                _put_on_path()
        wanted = sorted({*groups, *(group for group in installed if _is_file(group))})
        with step("packages", " ".join(wanted)), _unstamped():
            packages.install(VENV, [_REQUIREMENTS / f"{group}.txt" for group in wanted])
        _STAMP.write_text(
            json.dumps({"origin": _origin(), "groups": {name: _digest(name) for name in wanted}})
        )
    except OSError as problem:
        raise OpsError(f"{problem.filename or VENV}: {problem.strerror}") from None


def _is_file(group: str) -> bool:
    return (_REQUIREMENTS / f"{group}.txt").exists()


@contextmanager
def _unstamped() -> Iterator[None]:
    """Take the stamp away while packages change: whoever dies in between leaves a .venv that is made anew."""
    stamp = _STAMP.read_text() if _STAMP.exists() else None
    _STAMP.unlink(missing_ok=True)
    try:
        yield
    except packages.UntouchedError:
        if stamp:
            _STAMP.write_text(stamp)
        raise


def _put_on_path() -> None:
    for folder in VENV.glob("lib/python3*/site-packages"):
        (folder / "webhook_monitor.pth").write_text(f"{ROOT}\n")
