"""`invoke` as it is typed, and one running copy that tests share."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ops import contract
from ops.local import ports, running
from ops.local.probes import answers
from tests.ops.local import living

ROOT = Path(__file__).parents[3]
# The real tasks under the real invoke, but .venv is not made, for we are in it, and nobody's .env is read.
RUN = """
from ops import bootstrap
from ops.local import dotenv
bootstrap.enter = lambda groups: None
dotenv.read = lambda path: {}
from invoke.main import program
program.run()
"""
INVOKE = [sys.executable, "-c", RUN]


def environ(**settings):
    """Return our environment without the settings of whoever runs the tests."""
    names = {*contract.names(), *(f"{name}_FILE" for name in contract.names()), "PYTHONDONTWRITEBYTECODE"}
    return {name: value for name, value in os.environ.items() if name not in names} | settings


def run(*words, **settings):
    argv = [*INVOKE, *map(str, words)]
    return subprocess.run(
        argv, cwd=ROOT, env=environ(**settings), capture_output=True, text=True, timeout=180, check=False
    )


def popen(*words, **settings):
    return subprocess.Popen(
        [*INVOKE, *map(str, words)],
        cwd=ROOT,
        env=environ(**settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@pytest.fixture(scope="session")
def invoke():
    """`invoke("up", "--detach", …, SETTING="value")` runs a task to its end."""
    return run


@pytest.fixture
def start():
    """`start("up", …)` starts a task and leaves it running until the test ends."""
    started = []

    def begin(*words, **settings):
        started.append(popen(*words, **settings))
        return started[-1]

    yield begin
    for process in started:
        process.kill()


@pytest.fixture(scope="session")
def free():
    """Return options that keep a copy off the ports of others."""
    return lambda: ("--port", ports.free_port(), "--web-port", ports.free_port())


@pytest.fixture(scope="session")
def copy(invoke, free, tmp_path_factory):
    """Give tests a copy that runs, and which they leave running."""
    data = tmp_path_factory.mktemp('a copy\'s "data" ') / "of mine"  # a name that breaks what does not quote
    done = invoke("up", "--detach", "--data", data, *free())
    assert done.returncode == 0, done.stdout + done.stderr
    yield Copy(data, done.stdout)
    pids = living.family(running.need(data).supervisor.pid)
    done = invoke("down", "--data", data)
    assert (done.returncode, done.stderr, living.alive(pids)) == (0, "", set())


class Copy:
    """A running copy: what it said, and what is on record."""

    def __init__(self, data, said):
        self.data = data
        self.said = said

    @property
    def record(self):
        return running.need(self.data)

    @property
    def log(self):
        return (self.data / "logs/up.log").read_text()

    def is_healthy(self):
        urls = (self.record.api_url, self.record.web_url)
        return all(answers(urlsplit(url).port) for url in urls)
