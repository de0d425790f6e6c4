"""Rights that are less than those of other tables."""

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    op.execute(Path(__file__).with_suffix(".sql").read_text())
