"""Which Pulumi runs our programs: its maker's where that is installed, else the one that we build."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ops import versions
from ops.errors import UsageError
from ops.toolchain import maker, place

_QUIET = {"PULUMI_SKIP_UPDATE_CHECK": "true"}
_ALONE = {"PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true"}


@dataclass(frozen=True)
class Engine:
    """A Pulumi CLI.

    official: its maker's, with plugins of its maker; else ours, with stand-ins for them.
    environ: what a call adds to its environment.
    """

    pulumi: Path
    official: bool
    version: str
    environ: Mapping[str, str] = field(repr=False)


def engine() -> Engine:
    """Return the engine of this machine; UsageError says how to get one."""
    if official := maker.cli():
        version = _fitting(official, version_of(official))
        return Engine(official, True, version, _QUIET | {"PATH": maker.path_without_standins()})
    if trace := maker.trace():
        raise UsageError(
            f"{trace}: a part of the maker's Pulumi is here, its command line is not: "
            f"put it on PATH, or install it whole ({maker.INSTALL})"
        )
    if not place.cli().exists():
        raise UsageError(
            f"no Pulumi here: install it from its maker ({maker.INSTALL}) or, "
            "where that cannot be reached, type: invoke toolchain"
        )
    return Engine(place.cli(), False, versions.PULUMI, _QUIET | _ALONE | {"PATH": _path()})


def version_of(program: Path) -> str:
    """Return what a CLI says its version is, without the v; empty when it does not run."""
    try:
        done = subprocess.run(
            [str(program), "version"],
            env=os.environ | _QUIET,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return ""
    return done.stdout.strip().removeprefix("v") if done.returncode == 0 else ""


def _fitting(program: Path, version: str) -> str:
    """Return the version when our programs are for it; one line warns when it is not the table's."""
    wanted = versions.PULUMI
    if not re.match(rf"{wanted.split('.')[0]}\.\d", version):
        raise UsageError(
            f"{program}: is version {version or 'unknown'}; needed is {wanted} ({maker.INSTALL})"
        )
    if version != wanted:
        _warn(f"{program}: is version {version}; tested with {wanted}")
    return version


@cache
def _warn(line: str) -> None:
    """Say it once, however often the engine is asked for."""
    print(line, file=sys.stderr)


def _path() -> str:
    return os.pathsep.join([str(place.binaries()), os.environ.get("PATH", os.defpath)])
