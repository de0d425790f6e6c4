"""`.venv` is made, kept, healed and changed by ops/bootstrap.py; a tiny package stands for the real ones.

It is called `invoke`, and tells where it runs: what bootstrap ends in is the same command inside .venv.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from base64 import urlsafe_b64encode
from copy import copy
from hashlib import sha256

import pytest

import tasks
from ops.bootstrap import ROOT
from tests.ops.local.living import wait_until

ENTER = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from ops import bootstrap
from ops.errors import OpsError
groups = sys.argv.pop(1).split(",")
try:
    bootstrap.enter(groups)
    print("inside", sys.prefix)
except OpsError as problem:
    sys.exit(str(problem))
"""
MAIN = "def main():\n    import sys, invoke_says\n    print(invoke_says.WORDS, sys.prefix, *sys.argv[1:])\n"
NOWHERE = "http://127.0.0.1:9/simple"


def make_wheel(folder, words, version):
    """Write a wheel of a package `invoke` whose command prints these words, its prefix and its arguments."""
    about = f"invoke-{version}.dist-info"
    files = {
        "invoke.py": MAIN,
        "invoke_says.py": f"WORDS = {words!r}\n",
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: invoke\nVersion: {version}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/entry_points.txt": "[console_scripts]\ninvoke = invoke:main\n",
    }
    records = (
        f"{name},sha256={urlsafe_b64encode(sha256(text.encode()).digest()).decode().rstrip('=')},{len(text)}"
        for name, text in files.items()
    )
    wheel = folder / f"invoke-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        archive.writestr(f"{about}/RECORD", "\n".join([*records, f"{about}/RECORD,,"]))
    return wheel


class Checkout:
    """A clone with one group of requirements, `ops`."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "ops").mkdir(parents=True)
        (folder / "requirements").mkdir()
        for name in ("__init__.py", "bootstrap.py", "errors.py", "packages.py", "progress.py", "turn.py"):
            shutil.copy(ROOT / "ops" / name, folder / "ops")
        self.require("first")

    @property
    def venv(self):
        return self.folder / ".venv"

    def require(self, words, version="1"):
        wheel = make_wheel(self.folder, words, version)
        line = f"{wheel.as_uri()} --hash=sha256:{sha256(wheel.read_bytes()).hexdigest()}\n"
        (self.folder / "requirements/ops.txt").write_text(line)

    def argv(self, groups="ops"):
        return [sys.executable, "-c", ENTER, str(self.folder), groups, "up", "--detach"]

    def enter(self, groups="ops", **environ):
        offline = os.environ | {"PIP_INDEX_URL": NOWHERE, "PIP_RETRIES": "1", "PIP_FIND_LINKS": ""} | environ
        return subprocess.run(
            self.argv(groups), cwd=self.folder, env=offline, capture_output=True, text=True, check=False
        )


@pytest.fixture
def new(tmp_path):
    return Checkout(tmp_path / "a clone")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Give tests a checkout whose environment is made; each leaves it whole."""
    checkout = Checkout(tmp_path_factory.mktemp("made") / "a clone")
    assert said(checkout.enter()) == f"first {checkout.venv} up --detach"
    return checkout


def said(done):
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()[-1]


def test_our_packages_are_on_the_path_of_the_environment(made):
    python = made.venv / "bin/python"
    found = subprocess.check_output([python, "-c", "import ops; print(ops.__file__)"], cwd="/", text=True)
    assert found.strip() == str(made.folder / "ops/__init__.py")


def test_what_is_installed_is_not_installed_again(made):
    assert made.enter().stdout == f"first {made.venv} up --detach\n"


def test_another_group_is_added_to_those_that_are_there(made):
    (made.folder / "requirements/dev.txt").write_text("")
    made.enter("dev")
    stamp = json.loads((made.venv / "installed.json").read_text())
    assert stamp["groups"].keys() == {"ops", "dev"}


def test_an_environment_whose_python_was_replaced_is_made_anew(made):
    (made.venv / "rubble").touch()
    (made.venv / "bin/python").unlink()
    (made.venv / "bin/python").symlink_to("/bin/true")
    assert said(made.enter()) == f"first {made.venv} up --detach"
    assert not (made.venv / "rubble").exists()


def test_without_network_one_sentence_says_so_and_what_was_there_stays(made):
    requirements = made.folder / "requirements/ops.txt"
    before = requirements.read_text()
    requirements.write_text(f"absent==1 --hash=sha256:{'0' * 64}\n")
    done = made.enter()
    requirements.write_text(before)
    assert done.returncode == 1
    assert done.stderr == (
        "no network: the package index cannot be reached; with it, run the same line again\n"
    )
    assert made.enter().stdout == f"first {made.venv} up --detach\n"


def test_a_clone_that_was_copied_makes_its_own(made, tmp_path):
    shutil.copytree(made.folder, tmp_path / "copied", symlinks=True)
    copied = copy(made)
    copied.folder = tmp_path / "copied"
    assert said(copied.enter()) == f"first {copied.venv} up --detach"


def test_a_changed_requirement_is_installed(made):
    made.require("second", version="2")
    assert said(made.enter()) == f"second {made.venv} up --detach"


def test_a_killed_installation_is_healed_by_the_next(new):
    process = subprocess.Popen(new.argv(), cwd=new.folder, stdout=subprocess.DEVNULL)
    wait_until((new.venv / "bin/python").exists, 20)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (new.venv / "installed.json").exists()
    assert said(new.enter()) == f"first {new.venv} up --detach"


def test_two_at_once_install_once(new):
    both = [subprocess.Popen(new.argv(), cwd=new.folder, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    texts = [process.communicate(timeout=60)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sum("packages" in text for text in texts) == 1


def test_a_package_that_is_not_the_one_that_was_locked_is_refused(new):
    make_wheel(new.folder, "swapped", "1")
    done = new.enter()
    assert done.returncode == 1
    assert done.stderr == "a package is not the one that was locked (its hash differs)\n"
    assert not (new.venv / "installed.json").exists()


def test_an_old_python_is_told_in_one_sentence(new):
    old = "import sys; sys.version_info = (3, 10); " + "exec(sys.argv.pop(1))"
    argv = [sys.executable, "-c", old, ENTER, str(new.folder), "ops"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == f"Python 3.11 or newer is needed; this is 3.10 ({sys.executable})\n"
    assert not new.venv.exists()


def test_what_runs_before_the_installation_imports_the_standard_library_alone():
    argv = [sys.executable, "-S", "-c", "import ops.bootstrap, ops.errors"]
    subprocess.run(argv, cwd=ROOT, check=True)


def test_there_is_a_locked_file_for_every_group():
    groups = {path.stem for path in (ROOT / "requirements").glob("*.in")}
    assert groups == {path.stem for path in (ROOT / "requirements").glob("*.txt")}
    for_the_edge_host = {"edge"}  # downloaded and copied there, never installed here
    assert groups - for_the_edge_host == set(tasks.DEVELOPMENT)
