"""A key that is given by its value is in a real agent while it is needed, and nowhere else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ops.errors import UsageError
from ops.hosts import agent
from ops.hosts.agent import VARIABLE
from tests import conftest


@pytest.fixture
def key(tmp_path, monkeypatch):
    """Give a key's public half; the private one is in the variable, without its last line break."""
    file = tmp_path / "key"
    argv = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ci", "-f", str(file)]
    subprocess.run(argv, check=True)
    monkeypatch.setenv(VARIABLE, file.read_text().strip())
    monkeypatch.setenv("SSH_AUTH_SOCK", "/before")
    return file.with_name("key.pub").read_text().strip()


def listed():
    return subprocess.run(["ssh-add", "-L"], capture_output=True, text=True, check=False).stdout.strip()


def test_who_logs_in_finds_it(key):
    with agent.lent():
        assert listed() == key
        assert VARIABLE not in os.environ


def test_afterwards_all_is_as_it_was(key):
    with agent.lent():
        socket = Path(os.environ["SSH_AUTH_SOCK"])
    assert not socket.parent.exists()
    assert os.environ["SSH_AUTH_SOCK"] == "/before"
    assert os.environ[VARIABLE].startswith("-----BEGIN OPENSSH PRIVATE KEY-----")


def test_whoever_is_killed_leaves_no_agent(key, tmp_path):
    """ssh-agent looks every 10 s whether what it was started for is still there."""
    script = "import os, signal\nfrom ops.hosts import agent\nwith agent.lent():\n    os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", script], env={**os.environ, "TMPDIR": str(tmp_path)}, check=False)
    (socket,) = tmp_path.glob("wm-*/agent")
    conftest.wait_until(lambda: not socket.exists(), "the agent's end", seconds=15)


def test_who_is_within_already_starts_no_second_one(key):
    with agent.lent():
        outer = os.environ["SSH_AUTH_SOCK"]
        with agent.lent():
            assert os.environ["SSH_AUTH_SOCK"] == outer
        assert listed() == key


def test_without_one_ssh_finds_its_own(monkeypatch):
    monkeypatch.setenv("SSH_AUTH_SOCK", "/before")
    with agent.lent():
        assert os.environ["SSH_AUTH_SOCK"] == "/before"


@pytest.mark.parametrize("wrong", ["ssh-ed25519 AAAA ci", "sealed"])
def test_what_is_no_key_or_wants_a_passphrase_is_refused_and_not_shown(monkeypatch, tmp_path, wrong):
    if wrong == "sealed":
        file = tmp_path / "sealed"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-f", str(file)], check=True)
        wrong = file.read_text()
    monkeypatch.setenv(VARIABLE, wrong)
    with pytest.raises(UsageError) as caught, agent.lent():
        pass
    assert str(caught.value) == (
        f"{VARIABLE}: must be a private key of OpenSSH's, whole, and without a passphrase"
    )
