"""The schema's changes that a release brings: which are pending, what linters say of them, and their job."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops.bootstrap import ROOT
from ops.errors import OpsError
from ops.release import database, move, seen
from ops.release.engine import EngineError
from ops.release.settings import Told
from ops.release.stack import job
from ops.release.target import Target
from ops.site import CHECKOUT

FOLDER = CHECKOUT / "service" / "migrations" / "versions"
_SQUAWK = Path(sys.executable).parent / "squawk"
_NAME = "migrate"
_MEMORY_MB = 192
_JOB_SECONDS = 660
_PAUSE_SECONDS = 0.2


@dataclass(frozen=True)
class Migration:
    """One step of the schema. opinion: squawk's, empty where it has none."""

    revision: str
    name: str
    sql: str
    opinion: str = ""


def known(folder: Path = FOLDER) -> list[Migration]:
    """Return all that this commit has, oldest first."""
    found = []
    for file in sorted(folder.glob("*.sql")):
        revision, _, name = file.stem.partition("_")
        found.append(Migration(revision, name.replace("_", " "), file.read_text()))
    return found


def revision(target: Target) -> str:
    """Return the schema's revision, empty where there is none yet."""
    if database.ask(target, "select to_regclass('alembic_version') is null;") == "t":
        return ""
    return database.ask(target, "select version_num from alembic_version;")


def pending(target: Target) -> list[Migration]:
    """Return what this commit has and the database has not; OpsError when the database knows more."""
    now, all_ = revision(target), known()
    if now and now not in {each.revision for each in all_}:
        raise OpsError(f"the schema has revision {now}, which this commit does not know: a newer one made it")
    return [
        Migration(each.revision, each.name, each.sql, opinion(each)) for each in all_ if each.revision > now
    ]


def opinion(migration: Migration) -> str:
    """Return what squawk says of it, in a line for each finding."""
    if not _SQUAWK.exists():
        return "squawk is not installed here: type `invoke lint` once, which brings it"
    done = subprocess.run(
        [_SQUAWK, "--config", ROOT / ".squawk.toml", "--reporter", "Json"],
        input=migration.sql, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    with suppress(ValueError):
        return "\n".join(
            f"line {each['line'] + 1}: {each['message']}" for each in json.loads(done.stdout or "[]")
        )
    return done.stderr.strip()


def restore_point(target: Target, name: str) -> None:
    """Name this moment, so that a recovery can end at it."""
    with suppress(OpsError):  # a server that archives nothing has no such points
        database.ask(target, f"select pg_create_restore_point('{re.sub('[^a-z0-9-]', '-', name)}');")


def run(target: Target, image: str, told: Told, login: dict[str, str]) -> None:
    """Migrate by a job of the Swarm; OpsError says what the job said when it failed."""
    engine = target.engine
    engine.delete(f"/services/{_NAME}")
    move.add_secrets(engine, told.secrets)
    spec = move.numbered(job(_NAME, image, told, ["service.migrate"], _MEMORY_MB), move.ids(engine))
    made = engine.post("/services/create", spec, move.registry_headers(login))
    try:
        _wait(target, made["ID"])
    finally:
        engine.delete(f"/services/{_NAME}")


def _wait(target: Target, service: str) -> None:
    end = time.monotonic() + _JOB_SECONDS
    while time.monotonic() < end:
        for task in target.engine.get("/tasks", service=[service]):
            if task["Status"]["State"] == "complete":
                return
            if task["Status"]["State"] in ("failed", "rejected", "orphaned"):
                raise OpsError(f"the migration failed: {_reason(target, task)}")
        time.sleep(_PAUSE_SECONDS)
    raise OpsError(f"the migration did not end within {_JOB_SECONDS} s")


def _reason(target: Target, task: Any) -> str:
    with suppress(EngineError):
        said: Sequence[str] = seen.log_of(target.engine, task["ID"])
        if said:
            return said[-1].removeprefix("DATABASE_URL: the migration failed: ")
    return str(task["Status"].get("Err") or task["Status"]["Message"])
