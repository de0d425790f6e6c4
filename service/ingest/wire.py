"""PostgreSQL's wire, near to libpq: prepared statements with binary arrays, waited for by gevent."""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from struct import pack

import psycopg
from gevent.hub import get_hub
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult

READ, WRITE = 1, 2
BINARY = 1
NULL = b"\xff\xff\xff\xff"


class Oid(IntEnum):
    """Element types of arrays, from PostgreSQL's pg_type."""

    BYTEA = 17
    TEXT = 25
    UUID = 2950
    JSONB = 3802


def array(oid: Oid, values: Sequence[bytes | None]) -> bytes:
    """Return a one-dimensional array in PostgreSQL's binary form."""
    head = pack("!IIIII", 1, None in values, oid, len(values), 1)
    return head + b"".join(NULL if value is None else pack("!I", len(value)) + value for value in values)


class Wire:
    """Runs prepared statements on one connection while other greenlets run."""

    def __init__(self, connection: "psycopg.Connection[object]") -> None:
        self._connection = connection
        self._pgconn: PGconn = connection.pgconn
        loop = get_hub().loop
        self._readable = loop.io(self._pgconn.socket, READ)
        self._either = loop.io(self._pgconn.socket, READ | WRITE)

    def prepare(self, name: str, statement: str) -> None:
        """Prepare a statement under a name."""
        self._pgconn.send_prepare(name.encode(), statement.encode())
        self._result()

    def execute(self, name: str, parameters: Sequence[bytes]) -> list[list[bytes]]:
        """Run a prepared statement; parameters and rows are binary, rows without nulls. psycopg.Error."""
        self._pgconn.send_query_prepared(name.encode(), parameters, [BINARY] * len(parameters), BINARY)
        result = self._result()
        columns = range(result.nfields)
        return [[result.get_value(row, column) or b"" for column in columns] for row in range(result.ntuples)]

    def close(self) -> None:
        """Close the connection without waiting for the server."""
        self._readable.close()
        self._either.close()
        self._connection.close()

    def _result(self) -> PGresult:
        while self._pgconn.flush():
            get_hub().wait(self._either)
            self._pgconn.consume_input()
        result, *_ = self._results()
        if result.status not in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
            raise psycopg.errors.error_from_result(result)
        return result

    def _results(self) -> Iterable[PGresult]:
        while True:
            while self._pgconn.is_busy():
                get_hub().wait(self._readable)
                self._pgconn.consume_input()
            result = self._pgconn.get_result()
            if result is None:
                return
            yield result
