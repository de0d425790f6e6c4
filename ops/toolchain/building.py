"""`invoke toolchain`: the pinned CLI and our stand-ins, built once and put in place whole."""

import shutil
import tempfile
from pathlib import Path

from ops import turn, versions
from ops.errors import UsageError
from ops.progress import step
from ops.toolchain import choice, compiling, golang, maker, place, standins

_NEEDED_MB = 4000
_HALF = ".half-"


def run() -> None:
    """Build what is missing; nothing when all is there. UsageError where the maker's Pulumi is installed."""
    if found := maker.trace():
        raise UsageError(
            f"the maker's Pulumi is here ({found}): the stand-ins are for machines that cannot have it"
        )
    try:
        place.cache().mkdir(parents=True, exist_ok=True)
        with turn.taken(place.cache(), "another invoke builds Pulumi"):
            _complete()
    except OSError as problem:
        raise UsageError(f"{problem.filename or place.cache()}: {problem.strerror}") from None
    print(f"pulumi {versions.PULUMI}, with stand-ins for its plugins, is in {place.binaries()}")


def _complete() -> None:
    _clear()
    if choice.version_of(place.cli()) != versions.PULUMI:
        _build()
    elif not standins.are_fresh(place.binaries()):
        standins.write(place.binaries())


def _build() -> None:
    program = golang.find()
    _check_space([place.cache(), *golang.caches(program)])
    home = place.binaries().parent
    with tempfile.TemporaryDirectory(prefix=_HALF, dir=place.cache()) as folder:
        half = Path(folder) / "whole"
        (half / "bin").mkdir(parents=True)
        with step("compile", f"pulumi {versions.PULUMI}, about 4 minutes") as say:
            compiling.compile_cli(program, half / "bin" / "pulumi", say)
        standins.write(half / "bin")
        shutil.rmtree(home, ignore_errors=True)
        half.rename(home)


def _check_space(folders: list[Path]) -> None:
    for folder in folders:
        there = next(path for path in (folder, *folder.parents) if path.exists())
        free = shutil.disk_usage(there).free // 1_000_000
        if free < _NEEDED_MB:
            raise UsageError(f"{there}: {free} MB free, needed are {_NEEDED_MB} to build Pulumi: make room")


def _clear() -> None:
    """Remove what a killed build left."""
    for folder in place.cache().glob(f"{_HALF}*"):
        shutil.rmtree(folder, ignore_errors=True)
