"""The programs of OpenSSH's client."""

import subprocess
from collections.abc import Sequence

from ops.errors import UsageError


def run(argv: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run one of them, with nothing to read; UsageError where they are not installed."""
    try:
        return subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise UsageError(
            f"no {argv[0]} here: install OpenSSH's client (Debian: apt install openssh-client), "
            "and type the same line again"
        ) from None
