"""One run at a time changes an environment's hosts: a lock that ends with whoever holds it, killed or not."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from ops.errors import OpsError
from ops.hosts import places
from ops.release import trail


@contextmanager
def held(environment: str, what: str) -> Iterator[int]:
    """Hold the lock, or say who does what. A child that has the descriptor it yields holds it, too."""
    descriptor = os.open(places.lock(environment), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OpsError(_refusal(environment, os.read(descriptor, 500).decode())) from None
        os.ftruncate(descriptor, 0)
        os.write(
            descriptor, f"{trail.who()}: {what}, pid {os.getpid()}, {time.strftime('%H:%M:%S')}".encode()
        )
        yield descriptor
    finally:
        os.close(descriptor)


def _refusal(environment: str, holder: str) -> str:
    return f"{environment} is being changed by another run ({holder}): wait until it has ended"
