"""Partitions are made with the rights of the schema's owner, whoever asks for them."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    op.execute(Path(__file__).with_suffix(".sql").read_text())
