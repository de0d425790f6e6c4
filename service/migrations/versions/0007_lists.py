"""Lists that stay fast whatever they are filtered by."""

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    op.execute(Path(__file__).with_suffix(".sql").read_text())
