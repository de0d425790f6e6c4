"""Posts that a source refused: counted, and the last of them kept to be looked at. Never their bodies.

A flood costs the request path an append to a queue of bounded length; the database hears of it once a second.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import gevent
import psycopg
from psycopg_pool import PoolTimeout

from core import logs
from core.database import Connection, Pool
from core.ids import uuid7
from core.topology import LockKey
from service.database import lend

KEPT = 100
"""The last so many of each source."""
EVERY_SECONDS = 0.5
PATIENCE_SECONDS = 3.0
MAX_SOURCES = 1_000
"""In one statement."""
MAX_NAMES = 100
MAX_NAME_LENGTH = 100

# One writes at a time: none deletes what another inserts, and all together keep no more than KEPT.
ALONE = "select pg_advisory_xact_lock(%s)"
INSERT = """
insert into rejections (id, source_id, address, reason, header_names)
values (%(id)s, %(source_id)s, %(address)s, %(reason)s, %(header_names)s)
"""
COUNT = """
insert into rejection_counts as kept (source_id, reason, total) values (%s, %s, %s)
on conflict (source_id, reason) do update set total = kept.total + excluded.total
"""
FORGET = """
delete from rejections where source_id = %(source)s and id < (
  select id from rejections where source_id = %(source)s order by id desc offset %(kept)s limit 1)
"""
log = logs.get()


@dataclass(frozen=True, slots=True)
class Rejection:
    """A post that was refused; the id tells when. reason: the problem's name."""

    source_id: UUID
    address: str
    reason: str
    header_names: Sequence[str]
    id: UUID = field(default_factory=uuid7)

    def row(self) -> dict[str, Any]:
        """Return its columns."""
        names = [name[:MAX_NAME_LENGTH] for name in self.header_names[:MAX_NAMES]]
        return {
            "id": self.id,
            "source_id": self.source_id,
            "address": self.address[:MAX_NAME_LENGTH],
            "reason": self.reason,
            "header_names": names,
        }


class Rejections:
    """Collects rejections and writes them in the background, while there are any."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._last: defaultdict[UUID, deque[Rejection]] = defaultdict(lambda: deque(maxlen=KEPT))
        self._counts: Counter[tuple[UUID, str]] = Counter()
        self._is_writing = False

    def add(self, rejection: Rejection) -> None:
        """Keep a rejection; nothing is waited for."""
        if len(self._last) >= MAX_SOURCES and rejection.source_id not in self._last:
            return
        self._last[rejection.source_id].append(rejection)
        self._counts[rejection.source_id, rejection.reason] += 1
        if not self._is_writing:
            self._is_writing = True
            gevent.spawn(self._write_on)

    def _write_on(self) -> None:
        while self._counts:
            gevent.sleep(EVERY_SECONDS)
            self.write()
        self._is_writing = False

    def write(self) -> None:
        """Write what was collected; when the database is away, keep it for the next time."""
        last, self._last = self._last, defaultdict(self._last.default_factory)
        counts, self._counts = self._counts, Counter()
        try:
            with lend(self._pool, PATIENCE_SECONDS) as connection, connection.transaction():
                _write(connection, last, counts)
        except (psycopg.OperationalError, PoolTimeout) as problem:
            log.warning("rejections could not be written; trying again", reason=type(problem).__name__)
            self._take_back(last, counts)
        except Exception:
            log.exception("rejections were dropped")

    def _take_back(self, last: dict[UUID, deque[Rejection]], counts: Counter[tuple[UUID, str]]) -> None:
        self._counts += counts
        for source, earlier in last.items():
            self._last[source] = deque([*earlier, *self._last[source]], maxlen=KEPT)


def _write(
    connection: Connection, last: dict[UUID, deque[Rejection]], counts: Counter[tuple[UUID, str]]
) -> None:
    connection.execute(ALONE, [LockKey.REJECTIONS])
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, [one.row() for several in last.values() for one in several])
        cursor.executemany(COUNT, [(*key, count) for key, count in counts.items()])
        cursor.executemany(FORGET, [{"source": source, "kept": KEPT - 1} for source in last])
