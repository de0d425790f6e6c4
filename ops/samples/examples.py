"""Real GitHub payloads, from the npm package @octokit/webhooks-examples; our own where npm is missing."""

import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from uuid import uuid4

from ops.samples.github import Webhook, push

# renovate: datasource=npm depName=@octokit/webhooks-examples
VERSION = "7.6.1"
SHA512 = "De6U3XB6O3DtCa7bKgCMzTHdeopqqZ6SNivMYJnK65ierKL1AnNIA0tkRYCRS7lwGT792d+Ps1WbfHlso6MynQ=="
PACKAGE = f"@octokit/webhooks-examples@{VERSION}"
CACHE = Path.home() / ".cache" / "webhook-monitor" / f"octokit-webhooks-examples-{VERSION}.tgz"
EXAMPLES = "package/api.github.com/index.json"


def webhooks(count: int) -> list[Webhook]:
    """Return that many webhooks, each with an id of its own: real payloads in turn, or our own pushes."""
    real = list(_real())
    if not real:
        return [push() for _ in range(count)]
    return [Webhook(str(uuid4()), event, body) for event, body in islice(cycle(real), count)]


def origin() -> str:
    """Tell where the payloads come from."""
    return PACKAGE if _package() else "our own pushes (npm cannot be had here)"


def _real() -> Iterator[tuple[str, bytes]]:
    package = _package()
    if package is None:
        return
    with tarfile.open(package) as archive:
        member = archive.extractfile(EXAMPLES)
        assert member
        for event in json.load(member):
            for example in event["examples"]:
                yield event["name"], json.dumps(example, ensure_ascii=False).encode()


def _package() -> Path | None:
    if not CACHE.exists() and shutil.which("npm"):
        _download()
    return CACHE if CACHE.exists() else None


def _download() -> None:
    with tempfile.TemporaryDirectory() as folder:
        pack = ["npm", "pack", "--silent", PACKAGE, "--pack-destination", folder]
        if subprocess.run(pack, capture_output=True, timeout=60).returncode:
            return
        (archive,) = Path(folder).glob("*.tgz")
        content = archive.read_bytes()
        if hashlib.sha512(content).digest() != b64decode(SHA512):
            raise ValueError(f"{PACKAGE}: its SHA-512 is not the pinned one")
        CACHE.parent.mkdir(parents=True, exist_ok=True)
        partial = CACHE.with_suffix(f".{uuid4()}")
        partial.write_bytes(content)
        partial.rename(CACHE)
