"""What a command leaves that is no release: on the hosts while there are any, else on this machine."""

import json
from contextlib import contextmanager, suppress

import pytest

from ops.errors import OpsError
from ops.hosts import facts, places
from ops.hosts.facts import Fact
from ops.release import account, trail
from tests.ops.release.here import Here

MANAGER = Fact("app-1", ("app", "manager"), "198.18.77.10", "10.77.0.10", "one")
WORKER = Fact("app-2", ("app",), "198.18.77.11", "10.77.0.11", "two")


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    folder = tmp_path / "state"
    folder.mkdir()
    monkeypatch.setattr(places, "STATE", folder)
    return folder


@pytest.fixture
def on_hosts(tmp_path, monkeypatch):
    """Return `on_hosts(lost)`: hosts that are known, and their trail; lost: those that do not answer."""
    file = tmp_path / "hosts.jsonl"
    monkeypatch.setattr(trail, "FILE", str(file))
    monkeypatch.setattr(trail, "_APPEND", f"cat >> {file}")

    def there(lost=()):
        facts.keep("staging", [MANAGER, WORKER])
        (places.known("staging") / "ssh_config").touch()

        @contextmanager
        def ways(config, hosts):
            assert list(hosts) == ["app-1"]
            yield Here(lost)

        monkeypatch.setattr(account, "ways", ways)
        return file

    return there


def work(problem=None):
    with account.kept("staging", "provision") as kept:
        kept.begin()
        kept.before, kept.after = "none", "app-1"
        kept.add("3 created")
        if problem:
            raise problem


def test_it_says_who_what_from_to_how_long_and_how_it_ended():
    work()
    (entry,) = trail.here("staging")
    assert entry.who == trail.who()
    assert (entry.what, entry.before, entry.after) == ("provision", "none", "app-1 (3 created)")
    assert (entry.outcome, entry.cause, entry.seconds < 5) == ("done", "", True)
    assert "provision none → app-1 (3 created)" in str(entry)


@pytest.mark.parametrize(
    ("problem", "cause"),
    [
        (OpsError("Ansible's words\napp-1: not provisioned"), "app-1: not provisioned"),
        (KeyboardInterrupt(), "stopped by hand"),
        (ValueError("a mistake of ours"), "killed"),
    ],
)
def test_what_failed_says_why(problem, cause):
    with suppress(type(problem)):
        work(problem)
    (entry,) = trail.here("staging")
    assert (entry.outcome, entry.cause) == ("failed", cause)


def test_what_was_refused_before_anything_was_done_leaves_nothing(state):
    with suppress(OpsError), account.kept("staging", "provision"):
        raise OpsError("nothing was changed")
    assert list(state.iterdir()) == []


def test_while_there_are_managers_they_have_it_and_nobody_else(on_hosts):
    file = on_hosts()
    work()
    assert json.loads(file.read_text())["what"] == "provision"
    assert trail.here("staging") == []


def test_what_no_manager_takes_is_not_lost(on_hosts):
    file = on_hosts(lost=["app-1"])
    work()
    assert not file.exists()
    assert len(trail.here("staging")) == 1


def test_when_the_hosts_are_gone_it_stays_and_the_folder_of_the_hosts_does_not(on_hosts, state):
    on_hosts()
    with account.kept("staging", "destroy") as kept:
        kept.begin()
        places.forget("staging")
    assert [path.name for path in state.iterdir()] == ["staging.trail.jsonl"]
