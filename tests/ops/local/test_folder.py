"""The data folder: ours when marked, alone while it runs."""

import os
import signal
import subprocess
import sys

import pytest

from ops.errors import OpsError
from ops.local.folder import BusyError, DataFolder
from tests.ops.local.living import wait_until

HOLD = """
import sys, time
from pathlib import Path
from ops.local.folder import DataFolder
with DataFolder(Path(sys.argv[1])).locked():
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def folder(tmp_path):
    made = DataFolder(tmp_path / "it")
    made.claim()
    return made


def test_wiping_leaves_a_folder_that_is_ours_and_empty(folder):
    (folder.path / "postgres").mkdir()
    (folder.path / "keys.json").write_text("{}")
    (folder.path / "elsewhere").symlink_to(folder.path.parent)
    with folder.locked():
        folder.wipe()
        with pytest.raises(BusyError), folder.locked():
            pass
    assert sorted(path.name for path in folder.path.iterdir()) == ["lock", "logs", "made-by-invoke-up", "run"]
    assert folder.path.parent.exists()


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").write_text("kept")
    with pytest.raises(OpsError, match="not made by invoke up"):
        DataFolder(tmp_path / "file").claim()
    assert (tmp_path / "file").read_text() == "kept"


def test_the_lock_goes_with_its_holder_even_by_kill(folder):
    argv = [sys.executable, "-c", HOLD, str(folder.path)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as holder:
        holder.stdout.readline()
        with pytest.raises(BusyError), folder.locked():
            pass
        os.kill(holder.pid, signal.SIGKILL)
    wait_until(lambda: is_free(folder), 5)


def is_free(folder):
    try:
        with folder.locked():
            return True
    except BusyError:
        return False
