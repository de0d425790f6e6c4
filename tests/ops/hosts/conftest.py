"""Commands on hosts, with nothing of this machine: no state, no settings, no Pulumi, no engine."""

import io
import os
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from infra.pulumi.rehearsal import checkout
from ops import environment
from ops.hosts import agent, known_hosts, lock, orphans, places, session, trouble
from ops.provision import edge
from ops.toolchain.choice import Engine

CHECKOUT = "c0ffee"
SETTINGS = (
    "PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE", "HCLOUD_TOKEN",
    agent.VARIABLE, known_hosts.VARIABLE,
)  # fmt: skip


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    """Give the folder that stands for infra/pulumi/state."""
    folder = tmp_path / "state"
    folder.mkdir()
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    for module in (places, lock):
        monkeypatch.setattr(module, "STATE", folder)
    monkeypatch.setattr(checkout, "identifier", lambda: CHECKOUT)
    return folder


@pytest.fixture(autouse=True)
def released(monkeypatch):
    """Give the environments of which no certificate authority is left; no engine is asked."""
    names = []
    monkeypatch.setattr(edge, "release", lambda environment: names.append(environment.name))
    return names


@pytest.fixture
def typed(monkeypatch):
    """Return `typed(text)`: a person types it; nobody is there when it is empty."""

    def answer(text):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    return answer


@pytest.fixture(autouse=True)
def no_orphans(monkeypatch):
    """Let the engine have nothing that the state does not know; what it had is a test of its own."""
    monkeypatch.setattr(orphans, "of", lambda *_: [])


@pytest.fixture
def works_on(monkeypatch):
    """Return `works_on(stack)`: commands find this stack, checked and open; it gives what a Ctrl-C does."""

    def use(stack, official=True):
        stopped = Event()

        @contextmanager
        def begin(name):
            described = environment.load(name)
            stack.name = name
            with trouble.explained(described):
                yield session.Session(described, stack, Engine(Path("pulumi"), official, "3", {}), stopped)

        monkeypatch.setattr(session, "begin", begin)
        return stopped.set

    return use


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Return `program(name, script)`: PATH has it first."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def put(name, script):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
        return folder / name

    return put
