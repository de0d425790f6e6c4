"""The way to an environment's hosts: as they are known here, or else as Pulumi's outputs have them."""

import pytest

from infra.pulumi.rehearsal import operator_key
from ops.errors import UsageError
from ops.hosts import agent, facts, host_keys, known_hosts, openssh, outputs, places, provision
from ops.release.target import reach
from tests.ops.hosts.facts import fact

KEY = "ssh-ed25519 AAAA"


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    """Give the folder that stands for infra/pulumi/state: a new clone's, with nothing in it."""
    for name in (agent.VARIABLE, known_hosts.VARIABLE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(places, "STATE", tmp_path)
    monkeypatch.setattr(operator_key, "path", lambda: tmp_path / "key")
    return tmp_path


@pytest.fixture
def asked(monkeypatch):
    """Give the environments whose outputs were read; all hosts show KEY, and let the operator in."""
    read = []

    def answer(described):
        read.append(described.name)
        return [fact("app-1")]

    monkeypatch.setattr(outputs, "read", answer)
    monkeypatch.setattr(host_keys, "_offered", lambda *_: KEY)
    monkeypatch.setattr(openssh, "run", lambda argv: openssh.subprocess.CompletedProcess(argv, 0, "", ""))
    return read


def hosts(name):
    with reach(name) as target:
        return list(target.facts)


def test_a_new_clone_asks_pulumi_and_from_then_on_knows(asked, monkeypatch, state):
    monkeypatch.setenv(known_hosts.VARIABLE, f"app-1,198.18.77.10 {KEY}")
    assert hosts("staging") == hosts("staging") == [fact("app-1")]
    assert asked == ["staging"]
    assert "User operator" in (state / "staging/ssh_config").read_text()


def test_hosts_whose_keys_nobody_gave_are_not_talked_to(asked, monkeypatch, state):
    monkeypatch.setattr(host_keys, "_offered", lambda *_: pytest.fail("talked to"))
    with pytest.raises(UsageError, match=r"^WEBHOOK_MONITOR_KNOWN_HOSTS: required for staging"):
        hosts("staging")
    assert list((state / "staging").iterdir()) == []


def test_hosts_that_did_not_let_us_in_are_not_known_afterwards(asked, monkeypatch, state):
    monkeypatch.setattr(provision, "let_in", lambda *_, **__: (_ for _ in ()).throw(UsageError("not let in")))
    with pytest.raises(UsageError, match="not let in"):
        hosts("rehearsal")
    assert not (state / "rehearsal/hosts.json").exists()


def test_hosts_that_are_known_are_taken_as_they_are(asked, state):
    facts.keep("rehearsal", [fact("app-2")])
    (state / "rehearsal/ssh_config").write_text("")
    assert hosts("rehearsal") == [fact("app-2")]
    assert asked == []


def test_a_laptop_has_none():
    with pytest.raises(UsageError, match="local has no hosts to release to"):
        hosts("local")
