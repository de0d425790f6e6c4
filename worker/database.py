"""A connection that outlives restarts of PostgreSQL."""

import time
from collections.abc import Callable
from threading import Lock
from typing import TypeVar

import psycopg

from core.database import Connection, connect

T = TypeVar("T")
RETRY_SECONDS = 0.2


class Database:
    """One connection, opened when first needed and again when it was lost; threads take turns."""

    def __init__(self, url: str, application: str) -> None:
        self._url = url
        self._application = application
        self._connection: Connection | None = None
        self._turn = Lock()

    def run(self, act: Callable[[Connection], T], patience: float = 0) -> T:
        """Return act(connection); after a loss tried again for `patience` seconds, so it must bear repeating.

        psycopg.OperationalError when the database did not come back in time.
        """
        end = time.monotonic() + patience
        while True:
            try:
                with self._turn:
                    return self._act(act)
            except psycopg.OperationalError:
                if time.monotonic() + RETRY_SECONDS > end:
                    raise
                time.sleep(RETRY_SECONDS)

    def _act(self, act: Callable[[Connection], T]) -> T:
        try:
            return act(self._open())
        except psycopg.OperationalError:
            self.close()
            raise

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _open(self) -> Connection:
        if self._connection is None:
            self._connection = connect(self._url, self._application)
        return self._connection
