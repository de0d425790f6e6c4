"""Upkeep: jobs, retention by partitions, a week of figures."""

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    op.execute(Path(__file__).with_suffix(".sql").read_text())
