"""The SSH key with which this machine logs in to its own rehearsal hosts."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

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
    return _ssh_keygen("-y", "-f", str(path())).strip()


def _make(key: Path) -> None:
    """Make it aside: whoever else makes one at the same time, there is one in the end."""
    with TemporaryDirectory(dir=key.parent) as aside:
        half = Path(aside) / key.name
        _ssh_keygen("-q", "-t", "ed25519", "-N", "", "-C", "webhook-monitor rehearsal", "-f", str(half))
        private.write_once(key, half.read_text())


def _ssh_keygen(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["ssh-keygen", *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise UsageError(
            "no ssh-keygen here: install OpenSSH's client (Debian: apt install openssh-client)"
        ) from None
    if done.returncode:
        raise UsageError(f"ssh-keygen: {(done.stderr or done.stdout).strip()}")
    return done.stdout
