"""The file that holds the project: one process at a time, replaced whole or not at all."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.pulumi.offline.hcloud.project import Project
from infra.pulumi.offline.resource import RefusedError


class Store:
    """A project in a JSON file beside a lock file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def open(self) -> Iterator[Project]:
        """Lend the project to one process; it is written when the block ends without an exception."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_name(f"{self.path.name}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            project = self._read()
            before = json.dumps(project.content)
            yield project
            if json.dumps(project.content) != before:
                self._write(project)

    def _read(self) -> Project:
        try:
            return Project(json.loads(self.path.read_text()))
        except FileNotFoundError:
            return Project({})
        except ValueError:
            problem = "not the JSON that this stand-in wrote: restore it, or remove it and the stack"
            raise RefusedError(f"{self.path}: {problem}") from None

    def _write(self, project: Project) -> None:
        new = self.path.with_name(f"{self.path.name}.new")
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(project.content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path)
