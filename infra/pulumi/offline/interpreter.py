"""The Python that runs a project's program."""

import importlib.metadata
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.pulumi.offline.resource import RefusedError

_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Interpreter:
    """A Python."""

    path: Path

    @classmethod
    def of_project(cls, root: str, virtualenv: str | None) -> "Interpreter":
        """Return that of the virtualenv that Pulumi.yaml names, relative to it; else the present one."""
        if not virtualenv:
            return cls(Path(sys.executable))
        path = Path(root, virtualenv, "bin", "python")
        if not path.exists():
            raise RefusedError(f"there is no {path}: make the virtualenv that Pulumi.yaml names")
        return cls(path)

    def argv(self, module: str, *words: str) -> list[str]:
        """Return what runs one of our modules: without the working folder on its path."""
        return [str(self.path), "-u", "-P", "-m", f"infra.pulumi.offline.{module}", *words]

    def environ(self) -> dict[str, str]:
        """Return an environment in which our modules are found."""
        inherited = os.environ.get("PYTHONPATH")
        return dict(os.environ) | {"PYTHONPATH": f"{inherited}:{_ROOT}" if inherited else str(_ROOT)}

    def version(self) -> str:
        """Return its version, such as 3.11.2."""
        return subprocess.check_output([self.path, "-V"], text=True).split()[1]

    def packages(self) -> list[dict[str, Any]]:
        """Return the plugins that the SDKs installed for it ask for."""
        found = subprocess.check_output(self.argv("packages"), env=self.environ())
        return list(json.loads(found))


def sdk_version() -> str:
    """Return the version of the `pulumi` package."""
    return importlib.metadata.version("pulumi")
