"""What `invoke up` refuses: one clear sentence, an exit code that is not 0, nothing damaged."""

import os
import shutil
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from ops import contract
from ops.errors import OpsError, UsageError
from ops.local import dotenv, keys, ports, up
from ops.local.folder import DataFolder
from ops.local.plan import Wish
from ops.local.postgres import Postgres
from ops.local.process import Process
from tests.ops.local.living import wait_until

MEGABYTE = 1_000_000


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "it"


@contextmanager
def small_disk(path, megabytes):
    """Mount a disk of that size; skip where mounting is forbidden."""
    path.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "small-disk", str(path)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk, and not in every container")
    try:
        yield path
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)


@pytest.fixture
def up_refuses(monkeypatch):
    """Return what `invoke up` says when it refuses before it starts anything: that may run in here."""
    for name in contract.names():
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)
    monkeypatch.setattr(dotenv, "read", lambda _: {})

    def run(wish, kind=OpsError):
        with pytest.raises(kind) as caught:
            up.run(wish)
        return str(caught.value)

    return run


def refused(done, code=1):
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    return done.stderr


@pytest.mark.parametrize(("part", "option"), [("port", "--port N"), ("web_port", "--web-port N")])
def test_a_port_in_use(up_refuses, folder, part, option):
    wanted = {"port": ports.free_port(), "web_port": ports.free_port()}
    with socket.create_server((ports.HOST, 0)) as server:
        wanted[part] = server.getsockname()[1]
        said = up_refuses(Wish(folder, **wanted))
    assert said == f"port {wanted[part]} is in use: end what listens there, or choose another with {option}"


@pytest.mark.parametrize("number", [70_000, -1])
def test_a_port_that_is_none(up_refuses, folder, number):
    assert up_refuses(Wish(folder, port=number), UsageError) == f"--port N: {number} is no port (1 to 65535)"


def test_a_setting_that_is_wrong_is_named_without_its_value(invoke, folder):
    said = refused(invoke("up", "--data", folder, SEAL_KEYS="c2VjcmV0", RETENTION_DAYS="none"), code=2)
    assert "SEAL_KEYS: must be base64 of 32 bytes, is base64 of 6\n" in said
    assert "RETENTION_DAYS: " in said
    assert "c2VjcmV0" not in said
    assert not folder.exists()


def test_a_database_url_where_nothing_answers(invoke, free, folder, free_port):
    url = f"postgresql://me:hush@{ports.HOST}:{free_port()}/webhooks"
    said = refused(invoke("up", "--data", folder, *free(), DATABASE_URL=url))
    assert "DATABASE_URL: cannot connect to PostgreSQL at 127.0.0.1:" in said
    assert "hush" not in said


def test_a_redis_url_where_nothing_answers(invoke, free, folder, free_port, database_url):
    url = f"redis://:hush@{ports.HOST}:{free_port()}/0"
    said = refused(invoke("up", "--data", folder, *free(), DATABASE_URL=database_url, REDIS_URL=url))
    assert said.startswith("REDIS_URL: no Redis or Valkey answers there: ")
    assert "hush" not in said


def test_a_database_of_a_newer_schema_is_left_as_it_is(invoke, free, folder, database_url):
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    said = refused(invoke("up", "--data", folder, *free(), DATABASE_URL=database_url))
    assert "revision 9999, which this version does not know" in said
    with psycopg.connect(database_url) as connection:
        assert connection.execute("select version_num from alembic_version").fetchall() == [("9999",)]


@pytest.mark.parametrize("fresh", [False, True])
def test_a_folder_of_somebody_else_keeps_all_that_is_in_it(up_refuses, folder, fresh):
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    said = up_refuses(Wish(folder, fresh=fresh))
    assert said == f"{folder}: not made by invoke up and not empty; name another folder with --data"
    assert [path.name for path in folder.iterdir()] == ["thesis.txt"]


def test_a_folder_that_cannot_be_made(up_refuses):
    assert up_refuses(Wish(Path("/proc/it"))) == "/proc/it: No such file or directory"


def test_a_disk_that_is_nearly_full(up_refuses, tmp_path):
    with small_disk(tmp_path / "disk", 100) as disk:
        assert "MB free, needed are 150: make room" in up_refuses(Wish(disk / "it"))
        assert not (disk / "it/postgres").exists()


def test_a_full_disk_damages_nothing(invoke, free, tmp_path):
    with small_disk(tmp_path / "disk", 200) as disk:
        folder = DataFolder(disk / "it")
        folder.claim()
        kept = keys.keep(folder.path)
        cluster = Postgres(folder.path / "postgres", ports.free_port(), kept.postgres_password)
        cluster.prepare()
        with serving(cluster) as url, psycopg.connect(url) as connection:
            connection.execute("create table kept as select 7 as n")
        fill(disk / "ballast", shutil.disk_usage(disk).free)
        assert "MB free, needed are 150" in refused(invoke("up", "--data", folder.path, *free()))
        (disk / "ballast").unlink()
        assert keys.keep(folder.path) == kept
        with serving(cluster) as url, psycopg.connect(url) as connection:
            assert connection.execute("select n from kept").fetchall() == [(7,)]


def test_a_disk_that_fills_while_the_cluster_is_made_leaves_none(tmp_path):
    with small_disk(tmp_path / "disk", 20) as disk:
        with pytest.raises(OpsError, match="the disk is full"):
            Postgres(disk / "postgres", ports.free_port(), "password").prepare()
        assert list(disk.iterdir()) == []


@contextmanager
def serving(cluster):
    """Run a cluster, and yield the URL of its first database."""
    process = Process(cluster.argv, cluster.environ, subprocess.DEVNULL)
    try:
        wait_until(cluster.is_ready, 20)
        yield cluster.url("postgres")
    finally:
        process.end(cluster.stop_signal)


def fill(path, size):
    with path.open("wb") as file:
        while size > 0:
            size -= file.write(b"\0" * min(size, MEGABYTE))
