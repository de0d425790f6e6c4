"""`python -m service.migrate`: bring the database to the schema of this version.

It creates nothing but schema, waits for another that runs, and may be run again at any time.
"""

import logging
import os
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import StaticPool, create_engine
from sqlalchemy.exc import DBAPIError

from core import logs
from core.database import parameters
from core.settings import DatabaseSettings, SettingsError
from core.topology import LockKey, Port

STATEMENT_TIMEOUT_MS = 600_000
SCRIPTS = Path(__file__).with_name("migrations")
PORTS = re.compile(r"[0-9,]*")
log = logs.get()


class MigrationError(Exception):
    """A database that cannot be brought to this version's schema; the message is one sentence."""


def main() -> int:
    """Migrate what DATABASE_URL names; return the exit code."""
    logs.configure("api")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        settings = DatabaseSettings.from_environ(os.environ)
        migrate(settings.database_url.get_secret_value())
    except (SettingsError, MigrationError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


def migrate(url: str) -> None:
    """Bring the database to the newest revision and make its partitions; MigrationError when it cannot."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    scripts = ScriptDirectory.from_config(config)
    with _connect(url) as connection:
        try:
            # Taken before lock_timeout is set: whoever comes second waits, then finds nothing to do.
            connection.execute("select pg_advisory_lock(%s)", [LockKey.MIGRATION])
            before = _revision(connection)
            _refuse_unknown(before, scripts)
            connection.execute("set lock_timeout = '2s'")
            connection.commit()
            _upgrade(connection, config)
            connection.execute("select ensure_partitions()")
        except (psycopg.Error, DBAPIError) as problem:
            raise MigrationError(f"DATABASE_URL: the migration failed: {_primary(problem)}") from problem
    log.info("schema is current", revision=scripts.get_current_head(), before=before)


def _connect(url: str) -> psycopg.Connection:
    where = _address(url)
    try:
        return psycopg.connect(url, **parameters("migrate", STATEMENT_TIMEOUT_MS))
    except psycopg.OperationalError as problem:
        reason = str(problem).partition("\n")[0].rpartition("failed: ")[2].removeprefix("FATAL:").strip()
        raise MigrationError(f"DATABASE_URL: cannot connect to PostgreSQL at {where}: {reason}") from problem


def _address(url: str) -> str:
    try:
        place = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        place = {}
    port = str(place.get("port", int(Port.POSTGRES)))
    # A password with an unescaped @ or / would be taken for a host or a port, and be shown.
    if urlsplit(url).netloc.count("@") > 1 or not place or not PORTS.fullmatch(port):
        raise MigrationError(
            "DATABASE_URL: write it as postgresql://user:password@host:port/database, "
            "with special characters of the password percent-encoded (@ is %40)"
        )
    return f"{place.get('host', 'localhost')}:{port}"


def _revision(connection: psycopg.Connection) -> str | None:
    if connection.execute("select to_regclass('alembic_version')").fetchone() == (None,):
        return None
    row = connection.execute("select version_num from alembic_version").fetchone()
    return str(row[0]) if row else None


def _refuse_unknown(revision: str | None, scripts: ScriptDirectory) -> None:
    known = {script.revision for script in scripts.walk_revisions()}
    if revision is not None and revision not in known:
        raise MigrationError(
            f"DATABASE_URL: the database has schema revision {revision}, which this version does not know: "
            "it was made by a newer one. Update this checkout (`git pull`), or name another database."
        )


def _upgrade(connection: psycopg.Connection, config: Config) -> None:
    engine = create_engine("postgresql+psycopg://", creator=lambda: connection, poolclass=StaticPool)
    with engine.connect() as config.attributes["connection"]:
        command.upgrade(config, "head")


def _primary(problem: psycopg.Error | DBAPIError) -> str:
    cause = problem.orig if isinstance(problem, DBAPIError) else problem
    message = cause.diag.message_primary if isinstance(cause, psycopg.Error) else None
    return message or str(cause).splitlines()[0]


if __name__ == "__main__":
    sys.exit(main())
