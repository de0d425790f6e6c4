"""Releases that fail by faults really injected: all stays as it was, nothing is lost, the cause is named."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from core.topology import DATABASE_NAME
from ops.environment import Role
from ops.provision.vault import sealed
from tests.rehearsal.release.world import World

MAIN = '    """Run a worker until it is told to stop; return its exit code."""\n'


@contextmanager
def nothing(_world: World) -> Iterator[None]:
    yield


@contextmanager
def blank_secret(world: World) -> Iterator[None]:
    text = sealed.read(world.environment)
    key = world.secrets["session_key"]
    sealed.write(world.environment, text.replace(f'"{key}"', '""'))
    try:
        yield
    finally:
        sealed.write(world.environment, text)


@contextmanager
def long_transaction(world: World) -> Iterator[None]:
    """Somebody looks at sources, and forgets to end it."""
    sql = "begin; select count(*) from sources; select pg_sleep(600); commit"
    with world.begun(world.host(Role.DATA), f'sudo -u postgres psql -qX -d {DATABASE_NAME} -c "{sql}"'):
        time.sleep(1)
        yield
        world.sql(
            "select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(600)%'"
            " and pid <> pg_backend_pid()"
        )


@contextmanager
def no_registry(world: World) -> Iterator[None]:
    keeper = world.host(Role.MANAGER)
    world.ssh(keeper, "sudo systemctl stop docker-registry")
    try:
        yield
    finally:
        world.ssh(keeper, "sudo systemctl start docker-registry")


@contextmanager
def full_disk(world: World) -> Iterator[None]:
    """Put the registry's folder on a disk of its own with nothing free."""
    keeper, folder = world.host(Role.MANAGER), "/var/lib/docker-registry"
    world.ssh(keeper, f"sudo mount -t tmpfs -o size=64k tmpfs {folder}")
    try:
        yield
    finally:
        world.ssh(keeper, f"sudo umount {folder}")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a release or with the world; said: what the deploy must name."""

    said: str
    edits: dict[str, tuple[str, str]] = field(default_factory=dict)
    migration: str = ""
    world: Callable[..., object] = nothing
    seconds: float = 0


FAULTS = {
    "api that fails its health": Fault(
        "api: ",
        {"service/health.py": ('return jsonify(status="alive")', 'return jsonify(status="alive"), 500')},
    ),
    "worker that exits at once": Fault(
        "exit code 3", {"worker/__main__.py": (MAIN, f"{MAIN}    sys.exit(3)\n")}
    ),
    "worker that crashes after 12 s": Fault(
        "exit code 4",
        {
            "worker/__main__.py": (
                MAIN,
                f"{MAIN}    import threading; threading.Timer(12, os._exit, [4]).start()\n",
            )
        },
    ),
    "web that answers 500": Fault(
        "the pages answered 500",
        {"web/signin.py": ("def form(", "def form(*_, **__):\n    1 / 0\n\n\ndef unused(")},
    ),
    "blank secret": Fault("session_key: is blank", world=blank_secret),
    "migration that fails on every schema": Fault("division by zero", migration="select 1 / 0;"),
    "migration that fails on the data": Fault(
        "is violated by some row", migration="alter table sources add constraint rehearsed check (name = '');"
    ),
    "migration behind a long lock": Fault(
        "lock timeout", migration="alter table sources add column note text;", world=long_transaction
    ),
    "migration that the running release cannot bear": Fault(
        "would break on the new schema", migration="alter table destinations drop column slow;"
    ),
    "registry gone": Fault("cannot be pushed", world=no_registry),
    "disk too full": Fault("/var/lib/docker-registry: ", world=full_disk),
}


IN_SHORT = ("worker that crashes after 12 s", "blank secret", "migration behind a long lock")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in IN_SHORT else pytest.mark.long) for name in FAULTS]
)
def test_a_release_that_fails_leaves_everything_as_it_was(steady, name):
    fault = FAULTS[name]
    before, revision = steady.images(), steady.sql("select version_num from alembic_version")
    files = (
        steady.checkout.migration(int(revision) + 1, "rehearsed", fault.migration) if fault.migration else {}
    )
    edits = fault.edits or {"service/__init__.py": ("", f"# {name}\n")}
    steady.checkout.commit(edits, files)
    with steady.load(name.replace(" ", "-")) as account, fault.world(steady):
        begun = time.monotonic()
        done = steady.deploy()
        print(f"{name}: {time.monotonic() - begun:.1f} s\n{done.text}", flush=True)
    assert done.returncode not in (0, None)
    assert fault.said in done.text
    assert steady.images() == before
    assert steady.running() == set(before.items())
    assert steady.sql("select version_num from alembic_version") == revision
    assert steady.status()["status"] == "clean"
    assert account.is_whole, account
