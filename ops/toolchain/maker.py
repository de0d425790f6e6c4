"""Finds the Pulumi of its maker: the CLI with its own language host, and its plugins."""

import os
import shutil
from pathlib import Path

from ops.toolchain import standins

LANGUAGE = "pulumi-language-python"
INSTALL = "https://www.pulumi.com/docs/install/"


def cli() -> Path | None:
    """Return the maker's CLI: the first on PATH, or where its installer puts it; None without one.

    A `pulumi` counts with a language host that is not ours, beside it or on PATH.
    """
    return next((program for program in _candidates() if _is_official(program)), None)


def trace() -> Path | None:
    """Return something of the maker's that is here, even without its CLI; None on a bare machine."""
    home = _home()
    return cli() or next((path for path in [home / "bin" / LANGUAGE, *_plugins(home)] if path.exists()), None)


def path_without_standins() -> str:
    """Return PATH without the folders that hold our stand-ins: the engine would prefer them."""
    return os.pathsep.join(map(str, _folders()))


def _folders() -> list[Path]:
    typed = os.environ.get("PATH", os.defpath).split(os.pathsep)
    folders = [Path(folder) for folder in typed if folder]
    return [path for path in folders if not any(standins.is_ours(path / name) for name in standins.MODULES)]


def _candidates() -> list[Path]:
    found = [folder / "pulumi" for folder in [*_folders(), _home() / "bin"]]
    return [path for path in found if path.is_file() and os.access(path, os.X_OK)]


def _is_official(program: Path) -> bool:
    beside = [folder / LANGUAGE for folder in (program.parent, program.resolve().parent)]
    elsewhere = shutil.which(LANGUAGE, path=path_without_standins())
    return elsewhere is not None or any(path.exists() and not standins.is_ours(path) for path in beside)


def _home() -> Path:
    return Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")


def _plugins(home: Path) -> list[Path]:
    """Return those that we stand in for and that were really installed: an attempt leaves an empty folder."""
    names = (name.removeprefix("pulumi-") for name in standins.MODULES)
    return [path for name in names for path in sorted(home.glob(f"plugins/{name}-v*/pulumi-{name}"))]
