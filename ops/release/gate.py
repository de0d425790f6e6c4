"""Whether the release that runs can go on while the schema changes: its own SQL is tried on the new one.

A copy of the schema, without rows, gets the pending migrations; then each statement of the running images is
prepared on it. Who releases expands the schema; what contracts it waits until nothing needs it any more.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from core.topology import DATABASE_NAME, App, Label, Owner
from ops.errors import OpsError
from ops.release import database
from ops.release.migrations import Migration
from ops.release.target import Target

APPS = (App.API, App.WORKER)
"""Those that have SQL."""
_PACKAGES = {App.API: "service", App.WORKER: "worker"}
_COPY = f"{DATABASE_NAME}_gate"
_SHOWN = 5


class IncompatibleError(OpsError):
    """A schema on which a release's own statements fail."""


def check(target: Target, images: Mapping[str, str], pending: Sequence[Migration], whose: str) -> int:
    """Try all statements of images on the schema with pending migrations; return how many there were.

    IncompatibleError names those that fail, OpsError a migration that does.
    """
    with _copy(target), ThreadPoolExecutor(len(APPS)) as pool:
        told = [pool.submit(_statements, target, images[app.value], app) for app in APPS]
        for migration in pending:
            _apply(target, migration)
        statements = {name: sql for each in told for name, sql in each.result().items()}
        failed = _failed(target, statements)
    if failed:
        more = f"\n  and {len(failed) - _SHOWN} more" if len(failed) > _SHOWN else ""
        listed = "\n".join(f"  {each}" for each in failed[:_SHOWN])
        raise IncompatibleError(
            f"{whose} would break on the new schema: {len(failed)} of its {len(statements)} statements fail\n"
            f"{listed}{more}\nexpand only: what it needs must stay until no release that may run needs it"
        )
    return len(statements)


def _statements(target: Target, image: str, app: App) -> dict[str, str]:
    """Return an image's statements by name, as it tells them itself."""
    label = f"{Label.OWNER}={Owner.RELEASE}"
    options = ["--rm", "--network=none", "--read-only", "--tmpfs=/tmp", "--label", label]
    said = target.ways.run(
        target.managers[0],
        "sudo",
        "docker",
        "run",
        *options,
        image,
        f"{_PACKAGES[app]}.statements",
        seconds=120,
    )
    found: dict[str, str] = json.loads(said)
    return found


@contextmanager
def _copy(target: Target) -> Iterator[None]:
    database.schema(target, DATABASE_NAME, _COPY)
    try:
        yield
    finally:
        database.drop(target, _COPY)


def _apply(target: Target, migration: Migration) -> None:
    try:
        database.ask(target, f"begin; set local role owner;\n{migration.sql}\n;commit;", _COPY)
    except OpsError as problem:
        raise OpsError(f"migration {migration.revision} ({migration.name}) fails: {problem}") from None


def _failed(target: Target, statements: Mapping[str, str]) -> list[str]:
    """Prepare each and return those that fail, with PostgreSQL's reason, which psql tells by the line."""
    names, lines = list(statements), []
    for number, name in enumerate(names):
        sql = " ".join(_uncommented(statements[name]).split())
        lines.append(f"prepare s{number} as {sql};")
    failed = []
    for error in database.try_all(target, "\n".join(lines), _COPY):
        place, _, reason = error.partition("ERROR:")
        number = int(place.strip(": ").rpartition(":")[2]) - 1
        failed.append(f"{names[number]}: {reason.strip()}")
    return failed


def _uncommented(sql: str) -> str:
    return "\n".join(line.partition("--")[0] for line in sql.splitlines())
