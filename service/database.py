"""Connections lent from the pool, with an end to all waiting."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import gevent
import psycopg

from core.database import Connection, Pool
from service.services import services

PATIENCE_SECONDS = 6.0
"""Longer than the statement timeout, which a server that hangs cannot keep."""


def connection(patience_seconds: float = PATIENCE_SECONDS) -> AbstractContextManager[Connection]:
    """Lend a view a connection of its app's pool."""
    return lend(services().pool, patience_seconds)


@contextmanager
def lend(pool: Pool, patience_seconds: float) -> Iterator[Connection]:
    """Lend a connection in autocommit mode; psycopg.OperationalError when the database is down or hangs."""
    timeout = gevent.Timeout.start_new(patience_seconds)
    try:
        with pool.connection() as lent:
            yield lent
    except gevent.Timeout as ended:
        if ended is not timeout:
            raise
        raise psycopg.OperationalError(f"no answer within {patience_seconds:g} s") from None
    finally:
        timeout.close()
