"""Stopping without losing a request: not ready at once, gone a little later.

It must not import what the app imports: gunicorn loads it before gevent has patched the standard library.
"""

from contextlib import suppress
from socket import SHUT_RD, socket
from types import FrameType
from typing import Any

import gevent
from gevent.monkey import get_original
from gunicorn.workers.ggevent import GeventWorker

DRAIN_SECONDS = 2.0
"""The edge asks /readyz about once a second."""


class DrainingWorker(GeventWorker):  # type: ignore[misc]
    """On TERM answers 503 at /readyz, serves for DRAIN_SECONDS more, finishes what runs, then stops."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._idle: set[socket] = set()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to drain; gunicorn calls this on TERM."""
        app = getattr(self, "wsgi", None)
        if app is None:  # it is still being loaded
            super().handle_exit(sig, frame)
            return
        app.extensions["draining"].set()
        gevent.spawn_later(DRAIN_SECONDS, self._stop, sig, frame)

    def _stop(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        # gunicorn would wait for every kept-alive connection until its client hangs up.
        for client in self._idle:
            _end_input(client)

    def run(self) -> None:
        """Serve until told to stop."""
        super().run()
        self.wsgi.extensions["receiver"].rejections.write()
        self.wsgi.extensions["services"].pool.close()

    def handle(self, listener: Any, client: socket, addr: Any) -> None:
        """Serve one connection, which is idle until a request has been read."""
        self._idle.add(client)
        try:
            super().handle(listener, client, addr)
        finally:
            self._idle.discard(client)

    def handle_request(self, listener_name: Any, req: Any, sock: socket, addr: Any) -> None:
        """Serve one request of a connection."""
        self._idle.discard(sock)
        super().handle_request(listener_name, req, sock, addr)
        self._idle.add(sock)


def _end_input(client: socket) -> None:
    # The kernel's socket, not gevent's: that one would raise in the greenlet which reads.
    kernels = get_original("socket", "socket")(fileno=client.fileno())
    with suppress(OSError):
        kernels.shutdown(SHUT_RD)
    kernels.detach()
