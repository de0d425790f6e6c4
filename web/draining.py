"""Stopping without losing a request: not ready at once, gone a little later.

It must not import what the pages import: gunicorn loads it before gevent has patched the standard library.
"""

from types import FrameType

import gevent
from gunicorn.workers.ggevent import GeventWorker

DRAIN_SECONDS = 2.0
"""The edge asks /readyz about once a second."""


class DrainingWorker(GeventWorker):  # type: ignore[misc]
    """On TERM answers 503 at /readyz, ends the live lists, serves for DRAIN_SECONDS more, then stops."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to drain; gunicorn calls this on TERM."""
        app = getattr(self, "wsgi", None)
        if app is None:  # it is still being loaded
            super().handle_exit(sig, frame)
            return
        app.extensions["services"].draining.set()
        gevent.spawn_later(DRAIN_SECONDS, super().handle_exit, sig, frame)
