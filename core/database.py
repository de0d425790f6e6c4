"""PostgreSQL: connections that notice a dead server, and pools of them."""

import logging
from typing import Any, LiteralString

import psycopg
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool

Connection = psycopg.Connection[DictRow]
Pool = ConnectionPool[Connection]

STATEMENT_TIMEOUT_MS = 5_000


def parameters(application: str, statement_timeout_ms: int = STATEMENT_TIMEOUT_MS) -> dict[str, Any]:
    """Return connection parameters: who we are to pg_stat_activity, and no wait without an end."""
    return {
        "application_name": application,
        "connect_timeout": 3,
        "tcp_user_timeout": STATEMENT_TIMEOUT_MS,
        "keepalives_idle": 10,
        "options": f"-c statement_timeout={statement_timeout_ms} -c timezone=UTC",
    }


def connect(url: str, application: str) -> Connection:
    """Open one connection in autocommit mode, rows as dicts; psycopg.OperationalError when it cannot."""
    return psycopg.connect(url, autocommit=True, row_factory=dict_row, **parameters(application))


def make_pool(url: str, application: str, size: int, session: LiteralString = "") -> Pool:
    """Return an open pool that fills in the background, so that an app starts while the database is down.

    session: statements that each connection begins with.
    """
    logging.getLogger("psycopg.pool").setLevel(logging.WARNING)  # it tells of every connection it lends
    kwargs = {"autocommit": True, "row_factory": dict_row, **parameters(application)}
    return ConnectionPool(
        url,
        connection_class=Connection,
        kwargs=kwargs,
        min_size=1,
        max_size=size,
        timeout=3,
        reconnect_timeout=3,  # then the next request tries; a pool left alone waits ever longer between tries
        open=True,
        check=ConnectionPool.check_connection,
        configure=(lambda connection: _begin(connection, session)) if session else None,
    )


def _begin(connection: Connection, session: LiteralString) -> None:
    connection.execute(session)
