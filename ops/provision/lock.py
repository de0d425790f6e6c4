"""One playbook at a time on an environment: a lock that ends with whoever holds it, killed or not."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from ops.errors import OpsError
from ops.hosts import places


@contextmanager
def held(environment: str) -> Iterator[int]:
    """Hold the lock, or say who does. It yields a descriptor: a child that has it holds the lock, too."""
    descriptor = os.open(places.known(environment) / "provision.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OpsError(_refusal(environment, os.read(descriptor, 100).decode())) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"pid {os.getpid()} since {time.strftime('%H:%M:%S')}".encode())
        yield descriptor
    finally:
        os.close(descriptor)


def _refusal(environment: str, holder: str) -> str:
    return f"{environment} is being provisioned by another run ({holder}): wait until it has ended"
