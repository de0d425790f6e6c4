"""The passphrase that seals a state: made for rehearsal, a team's elsewhere, never on a command line."""

from pathlib import Path

import pytest

from ops import environment
from ops.errors import UsageError
from ops.hosts import passphrase

FILE = "PULUMI_CONFIG_PASSPHRASE_FILE"


@pytest.fixture(autouse=True)
def config(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config"


def environ(name):
    return passphrase.environ(environment.load(name))


def test_for_rehearsal_it_is_made_once_for_its_owner_alone(config):
    first = environ("rehearsal")
    path = Path(first[FILE])
    made = path.read_text()
    assert path == config / "webhook-monitor/passphrase"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert len(made) >= 32
    assert environ("rehearsal") == first == {FILE: str(path)}
    assert path.read_text() == made
    assert [each.name for each in path.parent.iterdir()] == ["passphrase"]


@pytest.mark.parametrize("name", ["rehearsal", "staging", "production"])
@pytest.mark.parametrize("variable", passphrase.VARIABLES)
def test_what_the_environment_says_wins(monkeypatch, config, name, variable):
    monkeypatch.setenv(variable, "of the team")
    assert environ(name) == {}
    assert not config.exists()


@pytest.mark.parametrize("name", ["staging", "production"])
@pytest.mark.parametrize("empty", [None, ""])
def test_elsewhere_it_is_required(monkeypatch, config, name, empty):
    if empty is not None:
        monkeypatch.setenv(FILE, empty)
    with pytest.raises(UsageError) as caught:
        environ(name)
    assert str(caught.value) == (
        f"PULUMI_CONFIG_PASSPHRASE_FILE: required for {name}, whose state it seals: name a file that holds "
        "the passphrase, which your team shares, and type the same line again"
    )
    assert not config.exists()
