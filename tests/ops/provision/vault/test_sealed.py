"""A vault on the disk: sealed with ansible-vault's own format, opened by the team's password alone."""

import subprocess
import sys
from pathlib import Path

import pytest

from ops.errors import UsageError
from ops.provision.vault import password, sealed

SECRET = "api_key: canary-canary\n"


def test_it_comes_back_as_it_was(production):
    sealed.write(production, SECRET)
    assert sealed.read(production) == SECRET


def test_before_the_first_there_is_none(production):
    assert sealed.read(production) is None


def test_on_the_disk_it_is_sealed_and_its_owners_alone(production, tmp_path):
    sealed.write(production, SECRET)
    (file,) = (tmp_path / "environments").iterdir()
    assert file.name == "production.vault.yml"
    assert file.read_text().startswith("$ANSIBLE_VAULT;")
    assert file.stat().st_mode & 0o777 == 0o600


def test_ansible_itself_opens_it(production):
    sealed.write(production, SECRET)
    program = Path(sys.executable).parent / "ansible-vault"
    said = subprocess.run([program, "view", sealed.path(production)], capture_output=True, text=True)
    assert said.stdout == SECRET


def test_with_another_password_it_stays_closed(production, tmp_path):
    sealed.write(production, SECRET)
    (tmp_path / "password").write_text("another")
    with pytest.raises(UsageError, match=r"production.vault.yml: the password in .* does not open it"):
        sealed.read(production)


def test_rehearsals_which_nobody_else_can_open_has_a_way_out(rehearsal):
    sealed.write(rehearsal, SECRET)
    password.file(rehearsal).write_text("another")
    with pytest.raises(UsageError) as caught:
        sealed.read(rehearsal)
    assert (
        "(invoke destroy --env rehearsal --yes), and remove the vault: the next run makes a new one"
        in str(caught.value)
    )


def test_a_file_that_is_no_vault(production):
    sealed.path(production).write_text("api_key: plain\n")
    with pytest.raises(UsageError, match="or it is no vault"):
        sealed.read(production)


def test_a_password_may_come_from_a_program(production, tmp_path):
    (tmp_path / "password").write_text("#!/bin/sh\necho printed\n")
    (tmp_path / "password").chmod(0o700)
    sealed.write(production, SECRET)
    (tmp_path / "password").chmod(0o600)
    (tmp_path / "password").write_text("printed")
    assert sealed.read(production) == SECRET


def test_an_empty_password_is_refused(production, tmp_path):
    (tmp_path / "password").write_text("")
    with pytest.raises(UsageError, match=f"^{password.VARIABLE}: "):
        sealed.write(production, SECRET)
