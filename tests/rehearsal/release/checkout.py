"""A clone of the repository, whose commits are released: good ones, and such as break in a known way."""

import subprocess
from pathlib import Path

from ops.bootstrap import ROOT


class Checkout:
    """Commits of one clone; each begins from the same good one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._count = 0
        subprocess.run(["git", "clone", "--quiet", "--shared", str(ROOT), str(folder)], check=True)
        for name, value in (("user.name", "rehearsal"), ("user.email", "rehearsal@example.com")):
            self.git("config", name, value)
        self.start = self.git("rev-parse", "HEAD")

    def git(self, *words: str) -> str:
        done = subprocess.run(["git", *words], cwd=self.folder, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def good(self) -> str:
        """Commit what changes code alone, in each app, and nothing that it does."""
        self._count += 1
        return self.commit(
            {f"{app}/__init__.py": ("", f"# {self._count}\n") for app in ("service", "worker", "web")}
        )

    def commit(self, edits: dict[str, tuple[str, str]], files: dict[str, str] | None = None) -> str:
        """Commit on top of the good start; edits: a file → what stands there, what shall (all, where "")."""
        self.git("reset", "--quiet", "--hard", self.start)
        for name, (old, new) in edits.items():
            file = self.folder / name
            text = file.read_text()
            assert old in text, f"{old!r} is not in {name}"
            file.write_text(text.replace(old, new, 1) if old else text + new)
        for name, text in (files or {}).items():
            (self.folder / name).write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "rehearsed")
        return self.git("rev-parse", "HEAD")

    def migration(self, number: int, name: str, sql: str) -> dict[str, str]:
        """Return the files of a migration."""
        stem = f"service/migrations/versions/{number:04d}_{name}"
        python = (
            f'"""{name}."""\n\nfrom pathlib import Path\n\nfrom alembic import op\n\n'
            f'revision = "{number:04d}"\ndown_revision = "{number - 1:04d}"\n\n\n'
            "def upgrade() -> None:\n"
            '    op.execute(Path(__file__).with_suffix(".sql").read_text())\n'
        )
        return {f"{stem}.py": python, f"{stem}.sql": sql}
