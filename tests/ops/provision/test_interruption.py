"""Signals that end a program, answered in Python."""

import os
import signal

import pytest

from ops.provision import interruption


@pytest.fixture(autouse=True)
def as_before():
    """Leave the tests' own handlers as they were."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [(number, signal.getsignal(number)) for number in numbers]
    yield
    for number, handler in before:
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_is_a_ctrl_c_and_afterwards_what_it_was(number):
    before = signal.signal(number, signal.SIG_DFL)
    with pytest.raises(KeyboardInterrupt), interruption.answered():
        os.kill(os.getpid(), number)
    assert signal.signal(number, before) is signal.SIG_DFL


def test_a_hang_up_under_nohup_is_none():
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with interruption.answered():
        os.kill(os.getpid(), signal.SIGHUP)
