"""Names of sources and destinations, each unique among its kind."""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.errors import UniqueViolation

from service.problems import Problem


@contextmanager
def unique_name(kind: str) -> Iterator[None]:
    """Turn PostgreSQL's refusal of a taken name into Problem 409."""
    try:
        yield
    except UniqueViolation:
        raise Problem(409, "name-taken", f"another {kind} has this name") from None
