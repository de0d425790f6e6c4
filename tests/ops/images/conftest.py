"""A repository with what images are built of, in two commits."""

import subprocess
from pathlib import Path

import pytest

FILES = {
    "core/VERSION": "1.2.3\n",
    "core/topology.py": "core",
    "service/app.py": "service",
    "worker/relay.py": "worker",
    "web/static/style.css": "web",
    "requirements/api.txt": "flask",
    "requirements/worker.txt": "celery",
    "requirements/web.txt": "flask",
    "requirements/dev.txt": "pytest",
    "docker/app/Dockerfile": "ARG BASE",
    "docker/app/install": "pip",
    "docker/host/boot": "no image's",
    "ops/errors.py": "no image's",
}


class Repository:
    """A git repository of the test's own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.git("init", "--quiet", "--initial-branch=main")
        for path, text in FILES.items():
            self.write(path, text)

    def git(self, *arguments: str) -> str:
        who = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
        argv = ["git", "-C", str(self.root), *who, *arguments]
        return subprocess.run(argv, check=True, capture_output=True, text=True).stdout.strip()

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def commit(self) -> str:
        """Commit all there is; return the commit's id."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=a change")
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)
