"""Sources as ingest sees them: read from the database, kept for a second."""

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg_pool import PoolTimeout

from core.database import Pool
from core.sealing import Sealer, SealError
from service.database import lend
from service.ingest.keys import Key
from service.ingest.schemes import Scheme, scheme_of

FRESH_SECONDS = 1.0
"""The contract gives a change two seconds to take effect in every process."""
MAX_KEPT = 10_000
PATIENCE_SECONDS = 2.0
"""Senders give up after about ten seconds, and the event has still to be stored."""

FIND = """
select id, name, scheme, options, secrets, tolerance_seconds, max_bytes, rate_per_second, enabled
from sources where ingest_key = %s and deleted_at is null
"""


class UnusableError(Exception):
    """A source that cannot be verified for: a scheme or secret that this version cannot read."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source with its secrets opened; scheme None: it asks for no signature."""

    id: UUID
    name: str
    scheme: Scheme | None
    keys: tuple[Key, ...]
    tolerance_seconds: int
    max_bytes: int
    rate_per_second: int
    enabled: bool


class Sources:
    """Finds sources by ingest key; a stale one serves while it is read anew, or the database is away."""

    def __init__(self, pool: Pool, sealer: Sealer) -> None:
        self._pool = pool
        self._sealer = sealer
        self._kept: dict[str, tuple[float, Source | None]] = {}

    def find(self, key: str) -> Source | None:
        """Return the source, None when there is none.

        psycopg.OperationalError or PoolTimeout when that cannot be known; UnusableError.
        """
        now = time.monotonic()
        read_at, source = self._kept.get(key, (None, None))
        if read_at is not None and now - read_at < FRESH_SECONDS:
            return source
        if read_at is not None:
            self._kept[key] = now, source  # others go on with this one while we look
        try:
            source = self._read(key)
        except (psycopg.OperationalError, PoolTimeout):
            if read_at is None:
                raise
        else:
            self._keep(key, now, source)
        return source

    def name_of(self, key: str) -> str | None:
        """Return the name of a source found lately, for the logs: the key itself may be a secret token."""
        _, source = self._kept.get(key, (None, None))
        return source.name if source else None

    def _keep(self, key: str, now: float, source: Source | None) -> None:
        if len(self._kept) >= MAX_KEPT:
            self._kept.clear()
        self._kept[key] = now, source

    def _read(self, key: str) -> Source | None:
        if "\0" in key:
            return None
        with lend(self._pool, PATIENCE_SECONDS) as connection:
            row = connection.execute(FIND, (key,)).fetchone()
        return self._source(row) if row else None

    def _source(self, row: dict[str, Any]) -> Source:
        sealed = row.pop("secrets")
        try:
            scheme = scheme_of(row.pop("scheme"), row.pop("options"))
            keys = tuple(scheme.key(self._sealer.open(one)) for one in sealed) if scheme else ()
        except (LookupError, ValueError, SealError) as problem:
            # A ValueError may repeat a part of the secret.
            cause = problem if isinstance(problem, SealError) else type(problem).__name__
            raise UnusableError(f"source {row['name']}: {cause}") from None
        return Source(scheme=scheme, keys=keys, **row)
