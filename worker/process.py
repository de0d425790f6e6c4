"""What a process of the pool keeps from batch to batch."""

import asyncio
import ctypes
import os
import signal
from copy import copy
from threading import BoundedSemaphore

from core.sealing import Sealer
from core.settings import WorkerSettings
from worker.application import job_seconds, lease_seconds
from worker.batch import Batch
from worker.client import Client
from worker.database import Database
from worker.results import Outcome

PR_SET_PDEATHSIG = 1


BIG_AT_ONCE = 4
"""So many posts with a big body are under way at once in a process: they are what memory goes to."""


class Process:
    """An event loop, a client with its open connections, a database connection, and the keys."""

    def __init__(self, settings: WorkerSettings) -> None:
        self.job_seconds = job_seconds(settings)
        self.lease_seconds = lease_seconds(settings)
        self.database = Database(settings.database_url.get_secret_value(), "worker")
        self.sealer = Sealer([key.get_secret_value() for key in settings.seal_keys])
        self.big = BoundedSemaphore(BIG_AT_ONCE)
        self.client = Client(settings.egress_allow)
        self.loop = asyncio.new_event_loop()
        self.batch: Batch | None = None

    def beside(self) -> "Process":
        """Return one more for another thread: with a loop and a client of its own, the rest is shared."""
        other = copy(self)
        other.client, other.loop = self.client.anew(), asyncio.new_event_loop()
        return other

    def run(self, batch: Batch) -> Outcome:
        """Post a batch."""
        self.batch = batch
        try:
            return self.loop.run_until_complete(batch.run())
        finally:
            self.batch = None

    def give_up(self) -> None:
        """Have the batch that runs, in another thread, end now."""
        if batch := self.batch:
            self.loop.call_soon_threadsafe(batch.give_up)


def die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent dies: nobody else would stop it from posting."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
