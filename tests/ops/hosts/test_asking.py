"""A question is answered by the very word; everything else changes nothing."""

import os
import signal
from types import SimpleNamespace

import pytest

from ops.errors import OpsError, UsageError
from ops.hosts import asking


def ask():
    asking.confirm("All is destroyed.", "production", "type the same line with --yes")


@pytest.mark.parametrize("answer", ["production\n", " production \n", "production"])
def test_the_word(typed, capsys, answer):
    typed(answer)
    ask()
    assert capsys.readouterr().out == "All is destroyed. Type production to go on: "


@pytest.mark.parametrize("answer", ["\n", "y\n", "yes\n", "Production\n", "prod\n", "production yes\n"])
def test_another_word(typed, answer):
    typed(answer)
    with pytest.raises(OpsError, match=r"^nothing was changed$") as caught:
        ask()
    assert caught.value.exit_code == 1


def test_where_nobody_is_there_it_says_what_to_type_instead(typed):
    typed("")
    with pytest.raises(UsageError) as caught:
        ask()
    assert str(caught.value) == (
        "\nAll is destroyed. Nobody can be asked here; type the same line with --yes"
    )


def test_ctrl_c_says_no_also_where_it_elsewhere_waits_for_pulumi(monkeypatch):
    waiting = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        monkeypatch.setattr(
            "sys.stdin", SimpleNamespace(readline=lambda: os.kill(os.getpid(), signal.SIGINT))
        )
        with pytest.raises(OpsError, match="nothing was changed"):
            ask()
        assert signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, waiting)
