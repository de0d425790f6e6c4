"""Finds the official plugins: where one is, no stand-in starts."""

import os
from pathlib import Path

_SCRIPT = b"#!"  # the stand-ins are started by scripts, the official plugins are programs


def find(plugin: str) -> Path | None:
    """Return the official plugin of this name (`pulumi-resource-docker`) that the CLI could use, if any."""
    return next((path for path in (*_installed(plugin), *_on_path(plugin)) if _is_program(path)), None)


def _installed(plugin: str) -> list[Path]:
    """Return the plugin in all versions that `pulumi plugin install` has put into Pulumi's home."""
    home = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")
    return sorted(home.glob(f"plugins/{plugin.removeprefix('pulumi-')}-v*/{plugin}"))


def _on_path(plugin: str) -> list[Path]:
    folders = os.environ.get("PATH", "").split(os.pathsep)
    return [folder / plugin for folder in (_beside_cli(), *map(Path, folders))]


def _beside_cli() -> Path:
    """Return the folder of the program that started us: the CLI prefers what lies beside it."""
    try:
        return Path(f"/proc/{os.getppid()}/exe").readlink().parent
    except OSError:
        return Path()


def _is_program(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_SCRIPT)) != _SCRIPT
    except OSError:
        return False
