"""`python3 -IS core/alive.py`: whether this container's process lives, by HEARTBEAT_FILE, else by PORT.

It is asked every few seconds: it imports nothing of ours, and little else, so as to cost little. One that
starts is waited for: an exec costs a tenth of a second of a core, and many start at once.
"""

import os
import socket
import sys
import time
from collections.abc import Mapping

PATIENCE_SECONDS = 5.0
"""For the first sign of life, and then for an answer: the engine must allow for both."""
PAUSE_SECONDS = 0.1
STALE_SECONDS = 10.0
"""A heartbeat comes about every second."""


def main(environ: Mapping[str, str]) -> int:
    """Print what is wrong, if anything is; return the exit code."""
    problem = sign(environ, time.monotonic() + PATIENCE_SECONDS)
    print(problem or "alive")  # noqa: T201
    return int(bool(problem))


def sign(environ: Mapping[str, str], end: float) -> str:
    """Return what is wrong, once there is a sign of life, or none came until `end` (a monotonic time)."""
    file = environ.get("HEARTBEAT_FILE")
    while True:
        try:
            return stale(file) if file else silent(int(environ["PORT"]))
        except (ConnectionRefusedError, FileNotFoundError) as problem:
            if time.monotonic() > end:
                return str(problem)
            time.sleep(PAUSE_SECONDS)
        except OSError as problem:
            return str(problem)


def stale(file: str) -> str:
    """Return what is wrong with a heartbeat; empty when it beats."""
    age = time.time() - os.stat(file).st_mtime
    return f"{file}: last heartbeat {age:.0f} s ago" if age > STALE_SECONDS else ""


def silent(port: int) -> str:
    """Return what is wrong with /livez; empty when it answers 200."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as connection:
        connection.sendall(b"GET /livez HTTP/1.0\r\n\r\n")
        line = connection.recv(64).partition(b"\r\n")[0].decode(errors="replace")
    return "" if line.split()[1:2] == ["200"] else f"/livez: {line or 'no answer'}"


if __name__ == "__main__":
    sys.exit(main(os.environ))
