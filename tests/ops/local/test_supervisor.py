"""The supervisor, with small programs in place of engines and apps."""

import json
import signal
import subprocess
import sys
import time

import pytest

from ops.local.log import Log
from tests.ops.local.living import alive, family, wait_until

SUPERVISE = """
import json, sys
from functools import partial
from pathlib import Path
from ops.errors import OpsError
from ops.local.child import Program
from ops.local.folder import DataFolder
from ops.local.supervisor import Stopped, Supervisor

folder = Path(sys.argv[1])
DataFolder(folder).claim()
supervisor = Supervisor(folder, partial(print, flush=True))
try:
    for name, code, is_engine in json.loads(sys.argv[2]):
        argv = [sys.executable, "-c", code, name, str(folder)]
        ready = (folder / f"{name}-ready").exists
        program = Program(name, argv, {"PYTHONUNBUFFERED": "1"}, ready, is_engine=is_engine)
        supervisor.await_ready(supervisor.start(program))
    supervisor.household.running.ready = True
    print("ready", flush=True)
    supervisor.keep()
except OpsError as problem:
    print(problem, flush=True)
except Stopped:
    pass
finally:
    supervisor.end()
"""

BEGIN = """
import os, signal, subprocess, sys, time
from pathlib import Path
name, folder = sys.argv[1], Path(sys.argv[2])
def note(words):
    with (folder / "noted").open("a") as file:
        file.write(f"{name} {words}\\n")
def drain(seconds):
    def end(*_):
        note("asked")
        time.sleep(seconds)
        note("ended")
        sys.exit()
    signal.signal(signal.SIGTERM, end)
"""
READY = "\n(folder / f'{name}-ready').touch()\n"
WELL = f"{BEGIN}drain(0){READY}time.sleep(600)"
SLOW = f"{BEGIN}drain(0.5){READY}time.sleep(600)"
DEAF = f"{BEGIN}signal.signal(signal.SIGTERM, signal.SIG_IGN){READY}time.sleep(600)"
FAILING = f"{BEGIN}print('a library: fine'); sys.exit('PORT: must be a number')"
CRASHING = f"{BEGIN}{READY}time.sleep(0.3); sys.exit('DATABASE_URL: nobody answers')"
PARENT = (
    f"{BEGIN}note(subprocess.Popen(['sleep', '600'], start_new_session=True).pid)\n"
    f"note(subprocess.Popen(['sleep', '600']).pid){READY}time.sleep(600)"
)
WARNING = json.dumps({"level": "warn", "message": "Redis is away\nfor long", "context": {"try": 2}})
TALKING = f"{BEGIN}{READY}\nwhile True:\n    time.sleep(0.1); print({WARNING!r}, flush=True)"


class Supervised:
    def __init__(self, folder, *programs):
        self.folder = folder
        self._output = folder.parent / "said"
        words = [sys.executable, "-c", SUPERVISE, str(folder), json.dumps(programs)]
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(words, stdout=output, stderr=output)
        wait_until(lambda: "ready\n" in self.said or self.process.poll() is not None, 20)

    @property
    def said(self):
        return self._output.read_text()

    @property
    def noted(self):
        return (self.folder / "noted").read_text().splitlines()

    def end(self, seconds=20):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(seconds)


@pytest.fixture
def supervise(tmp_path):
    started = []

    def begin(*programs):
        started.append(Supervised(tmp_path / "data", *programs))
        return started[-1]

    yield begin
    for each in started:
        each.process.kill()
        each.process.wait()


def test_apps_drain_before_engines_end_and_the_last_engine_ends_first(supervise):
    supervised = supervise(
        ("first", SLOW, True), ("second", WELL, True), ("a", SLOW, False), ("b", SLOW, False)
    )
    supervised.end()
    noted = supervised.noted
    assert sorted(noted[:2]) == ["a asked", "b asked"]
    assert sorted(noted[2:4]) == ["a ended", "b ended"]
    assert noted[4:] == ["second asked", "second ended", "first asked", "first ended"]


def test_a_second_ctrl_c_hastens_the_end(supervise):
    supervised = supervise(("deaf", DEAF, False), ("engine", WELL, True))
    pids = family(supervised.process.pid)
    supervised.process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert alive(pids) == pids
    supervised.end(seconds=3)
    assert "deaf does not end: killed" in supervised.said
    assert not alive(pids)


def test_a_program_that_does_not_come_up_is_told_with_its_last_words(supervise):
    supervised = supervise(("api", FAILING, False))
    log = supervised.folder / "logs/api.log"
    assert supervised.said == f"api: PORT: must be a number (its log: {log})\n"
    assert log.read_text() == "a library: fine\nPORT: must be a number\n"


def test_what_crashes_again_and_again_is_started_later_and_later(supervise):
    supervised = supervise(("api", CRASHING, False))
    wait_until(lambda: supervised.said.count("starting it again") >= 3, 15)
    for delay in ("0.5", "1", "2"):
        words = f"api ended with exit code 1: DATABASE_URL: nobody answers; starting it again in {delay} s"
        assert words in supervised.said


def test_what_a_killed_program_started_is_ended_even_in_a_session_of_its_own(supervise):
    supervised = supervise(("parent", PARENT, False))
    children = [int(line.split()[1]) for line in supervised.noted]
    assert alive(children) == set(children)
    record = json.loads((supervised.folder / "running.json").read_text())
    signal_kill(record["children"]["parent"]["pid"])
    wait_until(lambda: not alive(children), 5)


def test_what_a_program_leaves_behind_is_ended_with_the_rest(supervise):
    supervised = supervise(("parent", PARENT, False))
    supervised.end()
    assert not alive(int(line.split()[1]) for line in supervised.noted)


def test_the_kernel_and_the_guard_end_all_when_the_supervisor_is_killed(supervise):
    supervised = supervise(("parent", PARENT, False))
    pids = family(supervised.process.pid)
    supervised.process.kill()
    supervised.process.wait()
    session_of_its_own = {int(supervised.noted[0].split()[1])}
    wait_until(lambda: alive(pids) <= session_of_its_own, 5)
    signal_kill(*alive(session_of_its_own))


def test_a_warning_of_an_app_is_told_in_words_and_once(supervise):
    supervised = supervise(("api", TALKING, False))
    wait_until((supervised.folder / "logs/api.log").exists, 10)
    wait_until(lambda: (supervised.folder / "logs/api.log").read_text().count(WARNING) > 4, 10)
    assert supervised.said == "ready\napi warn: Redis is away try=2\n"


def test_a_log_keeps_its_last_megabytes(tmp_path):
    log = Log(tmp_path / "api.log", heard=lambda _: None)
    for number in range(100):
        log.write(f"{number}{'.' * 99_990}\n".encode())
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert len(sizes) == 2
    assert sum(sizes) < 9_000_000
    assert (tmp_path / "api.log").read_text().splitlines()[-1].startswith("99.")


def signal_kill(*pids):
    for pid in pids:
        subprocess.run(["kill", "-9", str(pid)], check=True)
