"""Connections for views: lent from the pool, with an end to all waiting."""

from collections.abc import Iterator
from contextlib import contextmanager

import gevent
import psycopg

from core.database import Connection
from service.services import services

PATIENCE_SECONDS = 6.0
"""Longer than the statement timeout, which a server that hangs cannot keep."""


@contextmanager
def connection(patience_seconds: float = PATIENCE_SECONDS) -> Iterator[Connection]:
    """Lend a connection in autocommit mode; psycopg.OperationalError when the database is down or hangs."""
    timeout = gevent.Timeout.start_new(patience_seconds)
    try:
        with services().pool.connection() as lent:
            yield lent
    except gevent.Timeout as ended:
        if ended is not timeout:
            raise
        raise psycopg.OperationalError(f"no answer within {patience_seconds:g} s") from None
    finally:
        timeout.close()
