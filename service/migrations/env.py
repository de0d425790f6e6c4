"""Alembic's entry: one migration a transaction, and no wait for a lock longer than two seconds."""

import os

from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

OPTIONS = "-c lock_timeout=2s -c statement_timeout=600s -c timezone=UTC"


def run() -> None:
    """Migrate the database of the config's `url`, or print the SQL when asked to (`--sql`)."""
    if context.is_offline_mode():
        context.configure(dialect_name="postgresql", transaction_per_migration=True)
        _migrate()
        return
    url = make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+psycopg")
    engine = create_engine(url, poolclass=NullPool, connect_args={"options": OPTIONS, "connect_timeout": 5})
    with engine.connect() as connection:
        context.configure(connection=connection, transaction_per_migration=True)
        _migrate()


def _migrate() -> None:
    with context.begin_transaction():
        context.run_migrations()


run()
