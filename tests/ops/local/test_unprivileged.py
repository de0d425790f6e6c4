"""Root runs PostgreSQL as somebody else, in two ways; an ordinary user as itself."""

import os
import subprocess
import sys

import psycopg
import pytest

from ops.errors import OpsError
from ops.local import ports, unprivileged
from ops.local.postgres import Postgres
from ops.local.process import Process
from tests.ops.local.living import is_alive, read, wait_until

ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to run PostgreSQL as somebody else")
ORPHAN = """
import subprocess, sys
from ops.local import unprivileged
from ops.local.process import Process
way = getattr(unprivileged, sys.argv[1])
print(Process([*way.prefix, "sleep", "60"], {"PATH": "/bin:/usr/bin"}, subprocess.DEVNULL).pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture(params=["NAMESPACE", "NOBODY"])
def way(request, monkeypatch):
    chosen = getattr(unprivileged, request.param)
    if not chosen.works():
        pytest.skip(f"this machine refuses root the way {request.param}")
    monkeypatch.setattr(unprivileged, "way", lambda: chosen)
    return request.param


def first_row(cluster, statement):
    process = Process(cluster.argv, cluster.environ, subprocess.DEVNULL)
    try:
        wait_until(cluster.is_ready, 20)
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
            return connection.execute(statement).fetchone()
    finally:
        process.end(cluster.stop_signal)


@ROOT_ONLY
def test_the_server_runs_below_a_folder_that_only_root_may_enter(way, tmp_path):
    (tmp_path / "closed").mkdir(0o700)
    cluster = Postgres(tmp_path / "closed/postgres", ports.free_port(), "password")
    cluster.prepare()
    assert first_row(cluster, "select 7") == (7,)


@ROOT_ONLY
def test_it_dies_with_us(way):
    argv = [sys.executable, "-c", ORPHAN, way]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        pid = int(parent.stdout.readline())
        wait_until(lambda: read(pid, "cmdline")[0] == "sleep", 5)
        parent.kill()
    wait_until(lambda: not is_alive(pid), 5)


@ROOT_ONLY
def test_data_of_one_way_serves_the_other(tmp_path, monkeypatch):
    cluster = Postgres(tmp_path / "postgres", ports.free_port(), "password")
    for name in ("NAMESPACE", "NOBODY", "NAMESPACE"):
        chosen = getattr(unprivileged, name)
        if not chosen.works():
            pytest.skip(f"this machine refuses root the way {name}")
        monkeypatch.setattr(unprivileged, "way", lambda chosen=chosen: chosen)
        cluster.prepare()
        assert first_row(cluster, "select 7") == (7,)


@ROOT_ONLY
@pytest.mark.skipif(not unprivileged.NAMESPACE.works(), reason="this machine refuses user namespaces")
def test_a_user_without_a_name_gets_one_in_a_namespace():
    nameless = 64_999
    argv = [sys.executable, "-c", "from ops.local import unprivileged; print(*unprivileged.way().prefix)"]
    done = subprocess.run(
        ["setpriv", f"--reuid={nameless}", "--inh-caps=+dac_override", "--ambient-caps=+dac_override", *argv],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("unshare --user")


@ROOT_ONLY
def test_without_any_way_one_sentence_says_what_to_do(monkeypatch):
    monkeypatch.setattr(unprivileged.Way, "works", lambda _: False)
    with pytest.raises(OpsError, match="run invoke as an ordinary user, or set DATABASE_URL"):
        unprivileged.way.__wrapped__()


def test_a_pid_file_whose_number_is_another_programs_is_no_obstacle(tmp_path):
    cluster = Postgres(tmp_path / "postgres", ports.free_port(), "password")
    cluster.prepare()
    pid_file = cluster.folder / "postmaster.pid"
    pid_file.write_text(f"{os.getppid()}\n{cluster.folder}\n1\n{cluster.port}\n\n\n\n")
    cluster.prepare()
    assert first_row(cluster, "select 7") == (7,)


def test_an_interrupted_initdb_leaves_nothing_that_looks_like_a_cluster(tmp_path):
    cluster = Postgres(tmp_path / "postgres", ports.free_port(), "password")
    begun = subprocess.Popen([sys.executable, "-c", INITDB, str(tmp_path)])
    wait_until(lambda: list(tmp_path.glob("initdb-*/cluster/PG_VERSION")), 20)
    begun.kill()
    begun.wait()
    assert not cluster.folder.exists()
    cluster.prepare()
    assert [path.name for path in tmp_path.iterdir()] == ["postgres"]
    assert first_row(cluster, "select 7") == (7,)


INITDB = """
import sys
from pathlib import Path
from ops.local.postgres import Postgres
Postgres(Path(sys.argv[1]) / "postgres", 1, "password").prepare()
"""
