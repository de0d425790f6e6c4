"""The operator's SSH key where it is given by its value, as to a CI: in an agent of our own, in no file."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ops.errors import OpsError, UsageError
from ops.hosts import openssh

VARIABLE = "WEBHOOK_MONITOR_SSH_KEY"
_SOCKET = "SSH_AUTH_SOCK"
_START_SECONDS = 5


@contextmanager
def lent() -> Iterator[None]:
    """Have all that logs in find the key; where none is given, ssh takes those of this machine."""
    key = os.environ.pop(VARIABLE, "")  # nothing that we call needs to know it
    if not key:
        yield
        return
    before = os.environ.get(_SOCKET)
    try:
        with _running() as socket:
            _add(key, socket)
            os.environ[_SOCKET] = socket
            try:
                yield
            finally:
                openssh.run(["ssh-add", "-q", "-D"])  # the agent itself looks for `cat` every 10 s
    finally:
        os.environ[VARIABLE] = key
        os.environ.pop(_SOCKET, None)
        os.environ |= {_SOCKET: before} if before else {}


@contextmanager
def _running() -> Iterator[str]:
    """Start an agent, and give its socket; it lives as long as `cat`, which ends with us, however that is."""
    with TemporaryDirectory(prefix="wm-", ignore_cleanup_errors=True) as folder:
        socket = Path(folder) / "agent"
        argv = ["ssh-agent", "-a", str(socket), "cat"]
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL):
            _await(socket)
            yield str(socket)


def _await(socket: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while not socket.exists():
        if time.monotonic() > end:
            raise OpsError(f"ssh-agent did not start within {_START_SECONDS} s")
        time.sleep(0.01)


def _add(key: str, socket: str) -> None:
    """Hand the key over by a pipe: it is on no command line."""
    environ = os.environ | {_SOCKET: socket, "SSH_ASKPASS_REQUIRE": "never"}
    argv, typed = ["ssh-add", "-q", "-"], key.strip() + "\n"
    done = subprocess.run(argv, input=typed, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UsageError(f"{VARIABLE}: must be a private key of OpenSSH's, whole, and without a passphrase")
