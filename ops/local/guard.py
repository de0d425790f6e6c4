"""`python -m ops.local.guard FOLDER`: when the supervisor is killed, ends what the kernel does not.

The kernel kills the supervisor's children, not theirs: Celery's pool would live on. This process
reads a pipe that closes when the supervisor is gone.
"""

import os
import sys
from pathlib import Path

from ops.local import running


def main(folder: Path, supervisor: int) -> None:
    """Wait for the end of standard input, then kill what that supervisor recorded."""
    sys.stdin.read()
    found = running.load(folder)
    if found and found.supervisor.pid == supervisor:
        running.end_leftovers(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), os.getppid())
