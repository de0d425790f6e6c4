"""The SSH key with which this machine logs in to its own rehearsal hosts."""

import subprocess
from pathlib import Path

from infra.pulumi.rehearsal import private
from ops.errors import UsageError


def path() -> Path:
    """Return the private key's file, made at the first call."""
    key = private.folder() / "rehearsal_ed25519"
    if not key.exists():
        _make(key)
    return key


def public() -> str:
    """Return the public key, as a line of authorized_keys."""
    return path().with_suffix(".pub").read_text().strip()


def _make(key: Path) -> None:
    argv = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "webhook-monitor rehearsal", "-f", str(key)]
    try:
        subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    except FileNotFoundError:
        raise UsageError(
            "no ssh-keygen here: install OpenSSH's client (Debian: apt install openssh-client)"
        ) from None
