"""The key with which this machine logs in to its own rehearsal hosts."""

import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from infra.pulumi.rehearsal import operator_key, private
from ops.errors import UsageError


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path


def test_it_is_made_once():
    first = operator_key.path().read_text()
    assert operator_key.path().read_text() == first
    assert "PRIVATE KEY" in first


def test_it_is_its_owners_alone():
    assert operator_key.path().stat().st_mode & 0o777 == 0o600


def test_its_public_half_is_a_line_of_authorized_keys():
    kind, data, comment = operator_key.public().split(" ", 2)
    assert (kind, comment) == ("ssh-ed25519", "webhook-monitor rehearsal")
    assert data.startswith("AAAA")


def test_the_public_half_never_belongs_to_another_key():
    operator_key.path().unlink(missing_ok=True)
    first = operator_key.public()
    operator_key.path().unlink()
    assert operator_key.public() != first


def test_many_at_once_have_one_key():
    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(lambda _: operator_key.public(), range(8)))) == 1
    assert [each.name for each in private.folder().iterdir()] == ["rehearsal_ed25519"]


def test_without_ssh_keygen_it_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(UsageError, match="apt install openssh-client"):
        operator_key.public()


def test_what_ssh_keygen_says_is_said():
    operator_key.path().write_text("no key")
    with pytest.raises(UsageError, match=r"ssh-keygen: .*rehearsal_ed25519"):
        operator_key.public()


def test_it_opens_what_its_public_half_is_on(tmp_path):
    line = tmp_path / "allowed"
    line.write_text(f"me {operator_key.public()}\n")
    sign = ["ssh-keygen", "-Y", "sign", "-f", str(operator_key.path()), "-n", "test"]
    signature = subprocess.run(sign, input=b"hello", capture_output=True, check=True).stdout
    (tmp_path / "signature").write_bytes(signature)
    verify = ["ssh-keygen", "-Y", "verify", "-f", str(line), "-I", "me", "-n", "test", "-s"]
    subprocess.run([*verify, str(tmp_path / "signature")], input=b"hello", check=True)
