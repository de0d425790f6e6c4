"""The password is in a file: this machine's own for rehearsal, else one that somebody names."""

import pytest

from ops import environment
from ops.errors import UsageError
from ops.provision.vault import password, sealed


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


def test_a_ci_gives_it_by_its_value_and_it_opens_what_the_file_sealed(production, monkeypatch):
    sealed.write(production, "api_key: x\n")
    monkeypatch.setenv(password.VALUE, "correct horse battery staple")
    monkeypatch.delenv(password.VARIABLE)
    assert sealed.read(production) == "api_key: x\n"


def test_a_file_that_is_named_comes_first(production, monkeypatch, tmp_path):
    monkeypatch.setenv(password.VALUE, "another")
    assert password.file(production) == tmp_path / "password"


def test_what_is_named_must_be_there(production, monkeypatch, tmp_path):
    monkeypatch.setenv(password.VARIABLE, str(tmp_path / "gone"))
    with pytest.raises(UsageError, match="gone is no file"):
        password.file(production)
