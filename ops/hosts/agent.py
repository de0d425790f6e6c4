"""The operator's SSH key where it is given by its value, as to a CI: in an agent of our own, in no file."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ops.errors import OpsError, UsageError

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
            yield
    finally:
        os.environ[VARIABLE] = key
        os.environ.pop(_SOCKET, None)
        os.environ |= {_SOCKET: before} if before else {}


@contextmanager
def _running() -> Iterator[str]:
    """Start an agent that ends with us, however that is, and give its socket."""
    with TemporaryDirectory(prefix="wm-") as folder:
        socket = Path(folder) / "agent"
        argv = ["setpriv", "--pdeathsig", "TERM", "--", "ssh-agent", "-D", "-a", str(socket)]
        with subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as agent:
            try:
                _await(socket)
                yield str(socket)
            finally:
                agent.terminate()


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
