"""`python3 -m core.start MODULE …`: the module itself, but for a TERM that nobody handles yet."""

import signal
import sys

import pytest

from tests.conftest import wait_until

SLOW = """
import sys, time
print("loading", sys.argv, __name__, flush=True)
time.sleep(60)
"""


@pytest.fixture
def start(spawn, tmp_path):
    """`start(source, *arguments)`: a module of this text, begun by core.start."""

    def start(source, *arguments):
        (tmp_path / "begun.py").write_text(source)
        argv = [sys.executable, "-m", "core.start", "begun", *arguments]
        return spawn("begun", argv, {"PYTHONPATH": str(tmp_path)})

    return start


def test_the_module_runs_as_python_m_would_run_it(start, tmp_path):
    process = start(SLOW, "one", "two")
    wait_until(lambda: "loading" in process.text(), "the module")
    assert process.text() == f"loading ['{tmp_path}/begun.py', 'one', 'two'] __main__\n"


def test_a_term_before_it_handles_any_ends_it(start):
    process = start(SLOW)
    wait_until(lambda: "loading" in process.text(), "the module")
    process.send(signal.SIGTERM)
    wait_until(lambda: not process.is_alive(), "the end", 2)
    assert process.exit_code == 128 + signal.SIGTERM


def test_its_exit_code_is_the_modules(start):
    process = start("import sys; sys.exit(7)")
    wait_until(lambda: not process.is_alive(), "the end")
    assert process.exit_code == 7


def test_a_package_begins_with_its_main(spawn):
    process = spawn("worker", [sys.executable, "-m", "core.start", "worker"], {})
    wait_until(lambda: not process.is_alive(), "the end")
    assert (process.exit_code, process.text()) == (2, "usage: python -m worker deliver|slow\n")
