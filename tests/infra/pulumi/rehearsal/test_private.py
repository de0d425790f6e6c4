"""The folder of what nobody else may read."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from infra.pulumi.rehearsal import private


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def mode(path):
    return path.stat().st_mode & 0o777


def test_the_folder_is_in_the_users_config(home):
    assert private.folder() == home / ".config" / "webhook-monitor"


def test_xdg_moves_it(home, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "elsewhere"))
    assert private.folder() == home / "elsewhere" / "webhook-monitor"


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_it_and_its_files_are_its_owners_alone_whatever_the_umask(home, umask):
    before = os.umask(umask)
    try:
        private.write_once(private.folder() / "passphrase", "secret")
    finally:
        os.umask(before)
    assert mode(private.folder()) == 0o700
    assert mode(private.folder() / "passphrase") == 0o600


def test_who_is_first_is_left_as_it_is(home):
    file = private.folder() / "passphrase"
    private.write_once(file, "first")
    private.write_once(file, "second")
    assert file.read_text() == "first"


def test_of_many_at_once_one_wins_whole_and_nothing_else_is_left(home):
    file = private.folder() / "passphrase"
    texts = [str(number) * 10_000 for number in range(10)]
    with ThreadPoolExecutor(10) as threads:
        list(threads.map(lambda text: private.write_once(file, text), texts))
    assert file.read_text() in texts
    assert list(private.folder().iterdir()) == [file]


def test_a_file_is_never_seen_half_written(home, monkeypatch):
    file = private.folder() / "passphrase"
    monkeypatch.setattr(os, "link", _dies)
    with pytest.raises(OSError, match="disk full"):
        private.write_once(file, "secret")
    assert list(private.folder().iterdir()) == []


def test_the_rest_that_a_kill_leaves_is_its_owners_alone(home, monkeypatch):
    seen = []
    monkeypatch.setattr(os, "link", lambda half, _: seen.append(mode(Path(half))))
    private.write_once(private.folder() / "passphrase", "secret")
    assert seen == [0o600]


def _dies(*_: object) -> None:
    raise OSError("disk full")
