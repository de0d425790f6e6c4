"""Batches of one process side by side, so that one whose destination takes its time keeps none behind it."""

import time
from concurrent.futures import ThreadPoolExecutor, wait
from queue import Empty, LifoQueue

from core import logs
from worker.delivering import deliver
from worker.process import Process
from worker.results import Lease

LANES = 8
"""So many batches are under way in a process, each in a thread; a further one waits for the first to end."""

PATIENCE_SECONDS = 0.25
"""A batch that takes longer goes on by itself, and the process takes the next one."""

END_SECONDS = 6.0
"""An engine that stops a container kills it after ten."""

POLL_SECONDS = 0.2

log = logs.get()


class Lanes:
    """Threads, each with a loop and a client of its own; a process whose batches are quick needs one."""

    def __init__(self, process: Process) -> None:
        self._threads = ThreadPoolExecutor(LANES, thread_name_prefix="lane")
        self._lanes = [*(process.beside() for _ in range(LANES - 1)), process]
        self._free: LifoQueue[Process] = LifoQueue()  # the last one used has open connections
        for lane in self._lanes:
            self._free.put(lane)

    def run(self, lease: Lease) -> None:
        """Begin a batch, and return when it has ended or takes long."""
        lane = self._free.get()
        wait([self._threads.submit(self._deliver, lane, lease)], PATIENCE_SECONDS)

    def end(self) -> None:
        """Wait until all batches have ended; after a while have them return what is without an answer."""
        end = time.monotonic() + END_SECONDS
        ended = 0
        while ended < LANES:
            try:
                self._free.get(timeout=max(end - time.monotonic(), POLL_SECONDS))
                ended += 1
            except Empty:
                for lane in self._lanes:
                    lane.give_up()

    def _deliver(self, lane: Process, lease: Lease) -> None:
        try:
            deliver(lane, lease)
        except Exception:
            log.exception("a batch failed; its lease ends", destination_id=lease.destination)
        finally:
            self._free.put(lane)
