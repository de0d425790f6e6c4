"""A way to what listens on the private side, as people have it: through a host, by ssh."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PATIENCE_SECONDS = 30


@contextmanager
def to(config: Path, through: str, address: str, port: int) -> Iterator[int]:
    """Give a port of this machine that leads to an address which `through` reaches."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        here = free.getsockname()[1]
    way = f"127.0.0.1:{here}:{address}:{port}"
    argv = ["ssh", "-F", str(config), "-N", "-o", "ExitOnForwardFailure=yes", "-L", way, through]
    with subprocess.Popen(argv) as ssh:
        try:
            _wait(ssh, here)
            yield here
        finally:
            ssh.terminate()


def _wait(ssh: "subprocess.Popen[bytes]", port: int) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        assert ssh.poll() is None, "ssh ended"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise AssertionError("ssh does not forward")
