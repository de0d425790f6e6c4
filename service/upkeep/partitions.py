"""Partitions, a day each, made a week ahead: without them no event can be stored."""

from core.database import Connection
from service.upkeep.jobs import Outcome

EVERY_SECONDS = 3_600


def make_ahead(database: Connection) -> Outcome:
    """Make the partitions that are missing."""
    row = database.execute("select ensure_partitions() as made").fetchone()
    assert row
    return Outcome(EVERY_SECONDS, {"made": row["made"]})
