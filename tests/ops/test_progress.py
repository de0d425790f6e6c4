"""A step is a line: what goes on, for how long, how it ended."""

import re
import sys
import time

import pytest

from ops import progress
from ops.errors import StoppedError

LINE = "build       something"


def test_nobody_watching_it_is_one_line_with_its_time(capsys):
    with progress.step("build", "something") as say:
        say("half of it")
    assert re.fullmatch(rf"{LINE} +0\.0 s\n", capsys.readouterr().out)


def test_where_a_person_looks_the_seconds_move_and_so_does_the_detail(monkeypatch, capsys):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(progress, "_TICK_SECONDS", 0.02)
    with progress.step("build", "something") as say:
        time.sleep(0.2)
        say("half of it")
        time.sleep(0.2)
    states = capsys.readouterr().out.split("\r")
    assert states[0].startswith(LINE)
    assert any(re.fullmatch(rf"{LINE} +0 s", state) for state in states[1:])
    assert re.fullmatch(r"build       half of it +0\.\d s\n", states[-1])


def test_one_that_fails_says_so_on_its_line(capsys):
    with pytest.raises(ZeroDivisionError), progress.step("build", "something"):
        _ = 1 / 0
    assert re.fullmatch(rf"{LINE} +failed\n", capsys.readouterr().out)


@pytest.mark.parametrize("told", [progress.step, progress.section])
@pytest.mark.parametrize("problem", [KeyboardInterrupt, StoppedError])
def test_one_that_somebody_stopped_did_not_fail(capsys, told, problem):
    with pytest.raises(problem), told("build", "something"):
        raise problem
    assert capsys.readouterr().out.split()[-1] == "stopped"
