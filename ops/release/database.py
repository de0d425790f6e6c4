"""The database, asked on its own host as its superuser, by psql: statements travel as its input."""

import shlex

from core.topology import DATABASE_NAME
from ops.errors import OpsError
from ops.release.ssh import UNREACHABLE, UnreachableError
from ops.release.target import Target

_PSQL = "psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1"


def ask(target: Target, sql: str, database: str = DATABASE_NAME, seconds: float = 60) -> str:
    """Return what SQL prints; OpsError with PostgreSQL's own words."""
    return _as_postgres(target, f"{_PSQL} --dbname={database}", sql, seconds)


def try_all(target: Target, sql: str, database: str, seconds: float = 120) -> list[str]:
    """Run SQL to its end, whatever of it fails; return the errors."""
    command = f"{_PSQL.replace('=1', '=0')} --dbname={database} --file=- 2>&1 >/dev/null"
    said = _as_postgres(target, command, sql, seconds)
    return [line for line in said.splitlines() if "ERROR:" in line]


def schema(target: Target, source: str, copy: str) -> None:
    """Make a new database with another's schema, its owners and rights, and none of its rows."""
    drop(target, copy)
    ask(target, f"create database {copy} owner owner template template0;", "postgres")
    dump = f"pg_dump --schema-only --lock-wait-timeout=2s {source}"
    _as_postgres(target, f"set -o pipefail; {dump} | {_PSQL} --dbname={copy} >/dev/null", "", 120, "bash")


def drop(target: Target, copy: str) -> None:
    """Remove a copy."""
    ask(target, f"drop database if exists {copy} with (force);", "postgres")


def _as_postgres(target: Target, command: str, typed: str, seconds: float, shell: str = "sh") -> str:
    argv = ("sudo", "--user=postgres", shell, "-c", f"cd /; {command}")
    done = target.ways.attempt(target.data, *argv, typed=typed, seconds=seconds)
    if done.returncode == UNREACHABLE:
        raise UnreachableError(f"{target.data} does not answer: {done.stderr.strip()}")
    if done.returncode:
        raise OpsError(f"PostgreSQL on {target.data}: {_words(done.stderr) or shlex.quote(command)}")
    return done.stdout.strip()


def _words(said: str) -> str:
    """Return the line with the error, without psql's own place."""
    lines = said.strip().splitlines()
    line = next((line for line in lines if "ERROR:" in line or "error:" in line), lines[-1] if lines else "")
    return line.partition("ERROR:")[2].strip() or line
