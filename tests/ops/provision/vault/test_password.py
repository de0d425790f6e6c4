"""The password is in a file: this machine's own for rehearsal, else one that somebody names."""

import pytest

from ops import environment
from ops.errors import UsageError
from ops.provision.vault import password


def test_rehearsals_is_made_once_a_machine_for_its_owner_alone(rehearsal, tmp_path):
    file = password.file(rehearsal)
    assert file == tmp_path / "config/webhook-monitor/vault-password"
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_text()
    assert len(before) > 30
    assert password.file(rehearsal).read_text() == before


def test_rehearsal_does_not_take_the_teams(production, rehearsal, tmp_path):
    assert password.file(production) == tmp_path / "password"
    assert password.file(rehearsal) != tmp_path / "password"


def test_others_want_it_named():
    with pytest.raises(UsageError, match=r"^ANSIBLE_VAULT_PASSWORD_FILE: required for staging: name a file"):
        password.file(environment.load("staging"))


def test_what_is_named_must_be_there(production, monkeypatch, tmp_path):
    monkeypatch.setenv(password.VARIABLE, str(tmp_path / "gone"))
    with pytest.raises(UsageError, match="gone is no file"):
        password.file(production)
