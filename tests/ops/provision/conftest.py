"""Provisioning with nothing of this machine: no state, no vaults, no passwords of it."""

import pytest

from ops import environment
from ops.hosts import places
from ops.provision.vault import password, sealed


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    """Give the folder that stands for infra/pulumi/state; beside it, one for vaults."""
    folder = tmp_path / "state"
    folder.mkdir()
    (tmp_path / "environments").mkdir()
    monkeypatch.setattr(places, "STATE", folder)
    monkeypatch.setattr(sealed, "ENVIRONMENTS", tmp_path / "environments")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in (password.VARIABLE, password.VALUE):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def rehearsal():
    return environment.load("rehearsal")


@pytest.fixture
def production(tmp_path, monkeypatch):
    """Give production, of whose vault this machine knows the password."""
    file = tmp_path / "password"
    file.write_text("correct horse battery staple\n")
    monkeypatch.setenv(password.VARIABLE, str(file))
    return environment.load("production")
