"""The cloud's file: whole, private, safe between processes."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from infra.pulumi.offline.hcloud.store import Store
from infra.pulumi.offline.resource import RefusedError
from ops.bootstrap import ROOT

ADD = """
import sys, pathlib
from infra.pulumi.offline.hcloud.store import Store
for number in range(20):
    with Store(pathlib.Path(sys.argv[1])).open() as project:
        project.add("server", f"{sys.argv[2]}-{number}")
"""


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "state" / "cloud.json")


def names(store):
    with store.open() as project:
        return {record["name"] for record in project.all("server")}


def test_what_was_made_is_there_for_the_next(store):
    with store.open() as project:
        project.add("server", "app-1")
    assert names(Store(store.path)) == {"app-1"}


def test_a_call_that_is_refused_changes_nothing(store):
    def half():
        with store.open() as project:
            project.add("server", "app-1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert names(store) == set()


def test_two_processes_at_once_lose_nothing(store):
    with ThreadPoolExecutor() as pool:
        for who in ("a", "b"):
            pool.submit(subprocess.run, [sys.executable, "-c", ADD, store.path, who], cwd=ROOT, check=True)
    assert len(names(store)) == 40


def test_only_its_owner_reads_it(store):
    with store.open() as project:
        project.add("server", "app-1")
    assert store.path.stat().st_mode & 0o077 == 0


def test_another_files_content_is_refused(store):
    store.path.parent.mkdir()
    store.path.write_text("no JSON")
    with pytest.raises(RefusedError, match=r"cloud\.json: not the JSON that this stand-in wrote"):
        names(store)
