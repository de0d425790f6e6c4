"""The Debian base: what is there, else a registry's, else made of packages."""

import pytest

from infra.pulumi.rehearsal import base
from ops import versions
from ops.errors import UsageError
from tests.infra.pulumi.rehearsal.fake_client import FakeClient


@pytest.fixture
def mmdebstrap(tmp_path, monkeypatch):
    """Put a mmdebstrap on a PATH that has nothing else of that name."""

    def put(script):
        (tmp_path / "mmdebstrap").write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "mmdebstrap").chmod(0o755)

    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    monkeypatch.setattr(base.shutil, "which", lambda name: found(tmp_path / name))
    return put


def found(path):
    return str(path) if path.exists() else None


def test_it_is_the_release_of_our_table():
    assert f"debian:{versions.DEBIAN_CODENAME}-slim" == base.NAME


def test_one_that_is_there_is_taken():
    client = FakeClient(base.NAME)
    assert base.ensure(client, pytest.fail) == base.NAME
    assert client.asked == []


def test_else_a_registrys(mmdebstrap):
    client, said = FakeClient(registry=[base.NAME]), []
    assert base.ensure(client, said.append).startswith("debian@sha256:")
    assert client.asked == ["pull"]
    assert said == [f"pulling {base.NAME}"]


def test_else_it_is_made_of_packages(mmdebstrap):
    mmdebstrap('echo "$@"')
    client, said = FakeClient(), []
    base.ensure(client, said.append)
    assert client.asked == ["pull", "import"]
    assert said[1] == f"no registry: making {base.NAME} of Debian's packages"
    assert client.imported.decode().split()[-2:] == [versions.DEBIAN_CODENAME, "-"]


def test_without_either_it_says_what_to_install(mmdebstrap):
    with pytest.raises(UsageError, match="type: apt install mmdebstrap"):
        base.ensure(FakeClient(), lambda _: None)


def test_what_mmdebstrap_says_last_is_said(mmdebstrap):
    mmdebstrap("echo I: trying >&2; echo 'E: no mirror' >&2; exit 25")
    with pytest.raises(UsageError, match=r"^mmdebstrap: E: no mirror$"):
        base.ensure(FakeClient(), lambda _: None)


def test_even_when_it_says_nothing(mmdebstrap):
    mmdebstrap("exit 25")
    with pytest.raises(UsageError, match=r"^mmdebstrap: .*25"):
        base.ensure(FakeClient(), lambda _: None)
