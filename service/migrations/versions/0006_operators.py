"""Operators: their keys, what they did, what they had replayed."""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0004"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    op.execute(Path(__file__).with_suffix(".sql").read_text())
