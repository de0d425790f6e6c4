"""One at a time, in turn. Standard library only: it runs before anything is installed."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ops.progress import step


@contextmanager
def taken(folder: Path, meanwhile: str) -> Iterator[None]:
    """Wait until nobody else is at work; the lock is on a folder, so that it leaves no file."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with step("waiting", meanwhile):
                fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
