"""Sources and destinations by name, deleted ones too: what they received and got still names them."""

from uuid import UUID

from core.database import Connection

SOURCE = "select id from sources where name = %s order by deleted_at desc nulls first limit 1"
DESTINATION = "select id from destinations where name = %s order by deleted_at desc nulls first limit 1"


def source_id_of(database: Connection, name: str) -> UUID | None:
    """Return the id of the source that has this name, or had it last."""
    row = database.execute(SOURCE, [name]).fetchone()
    return row["id"] if row else None


def destination_id_of(database: Connection, name: str) -> UUID | None:
    """Return the id of the destination that has this name, or had it last."""
    row = database.execute(DESTINATION, [name]).fetchone()
    return row["id"] if row else None
