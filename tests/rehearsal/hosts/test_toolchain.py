"""`invoke toolchain` builds the command line from its modules: four minutes when Go's cache is empty."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ops import versions
from ops.bootstrap import ROOT
from ops.toolchain import maker, standins

pytestmark = [
    pytest.mark.skipif(shutil.which("go") is None, reason="Go is not installed"),
    pytest.mark.skipif(maker.trace() is not None, reason="the maker's Pulumi is installed"),
]
BUILT_SECONDS = 1200
AT_ONCE_SECONDS = 10


@pytest.fixture(scope="module")
def environ(tmp_path_factory):
    """Move our cache aside, and leave Go's where it is."""
    there = subprocess.check_output(["go", "env", "GOCACHE"], cwd=ROOT, text=True).strip()
    return os.environ | {"XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache")), "GOCACHE": there}


@pytest.fixture(scope="module")
def folder(environ):
    """Give the folder of what `invoke toolchain` builds."""
    assert "compile " in toolchain(environ)
    return Path(environ["XDG_CACHE_HOME"], "webhook-monitor/toolchain", versions.PULUMI, "bin")


def toolchain(environ):
    argv = [sys.executable, "-m", "invoke", "toolchain"]
    done = subprocess.run(
        argv, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=BUILT_SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_says_the_version_of_the_table(folder, environ):
    said = subprocess.check_output([folder / "pulumi", "version"], env=environ, text=True)
    assert said == f"v{versions.PULUMI}\n"


def test_the_second_time_there_is_nothing_to_do(folder, environ):
    begun = time.monotonic()
    assert "compile " not in toolchain(environ)
    assert time.monotonic() - begun < AT_ONCE_SECONDS


def test_it_finds_our_stand_ins_without_being_told(folder, environ, tmp_path):
    """Outside a checkout each refuses: what the engine then prints comes from ours."""
    (tmp_path / "Pulumi.yaml").write_text("name: nowhere\nruntime: python\n")
    alone = environ | {
        "PULUMI_BACKEND_URL": tmp_path.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "nothing is sealed here",
        "PULUMI_HOME": str(tmp_path / "home"),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }
    for words in (["stack", "init", "nowhere"], ["preview", "--stack", "nowhere"]):
        done = subprocess.run(
            [folder / "pulumi", *words], cwd=tmp_path, env=alone, capture_output=True, text=True, check=False
        )
    assert done.returncode != 0
    assert "pulumi-language-python: stands in inside a checkout of webhook-monitor only" in done.stdout
    assert standins.is_ours(folder / "pulumi-language-python")
