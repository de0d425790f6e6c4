"""Where the stand-in's cloud is kept: beside Pulumi's own state, one file for each token.

A token belongs to one project at Hetzner, so environments with tokens of their own do not meet.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import yaml

from infra.pulumi.offline.resource import RefusedError

VARIABLE = "WEBHOOK_MONITOR_HCLOUD_STATE"
_BACKEND = "PULUMI_BACKEND_URL"
_SCHEME = "file://"
_DIGITS = 8


def locate(environ: Mapping[str, str], folder: Path, token: str) -> Path:
    """Return the file. folder: where the plugin runs, within the project."""
    if chosen := environ.get(VARIABLE):
        return Path(chosen)
    # No password and no short word: nobody finds a token of 64 random characters from a part of its digest.
    project = hashlib.sha256(token.encode()).hexdigest()[:_DIGITS]
    return _state_folder(environ, folder) / f"offline-hcloud-{project}.json"


def _state_folder(environ: Mapping[str, str], folder: Path) -> Path:
    description = _description(folder)
    url = environ.get(_BACKEND) or _backend(description)
    if not url.startswith(_SCHEME):
        raise RefusedError(
            f"its cloud is a file, and Pulumi's state is in {url or 'no folder'}: set {VARIABLE}"
        )
    path = Path(url.removeprefix(_SCHEME)).expanduser()
    return path if path.is_absolute() else (description or folder / "Pulumi.yaml").parent / path


def _description(folder: Path) -> Path | None:
    candidates = (parent / "Pulumi.yaml" for parent in (folder, *folder.parents))
    return next((path for path in candidates if path.is_file()), None)


def _backend(description: Path | None) -> str:
    content = yaml.safe_load(description.read_text()) if description else {}
    return str((content.get("backend") or {}).get("url") or "")
