"""Host keys that somebody gives who pinned them: the file that `provision` writes, as it is."""

import pytest

from ops.errors import UsageError
from ops.hosts import known_hosts
from ops.hosts.known_hosts import VARIABLE
from tests.ops.hosts.facts import fact


def test_lines_are_those_of_the_file(monkeypatch):
    monkeypatch.setenv(
        VARIABLE, "\napp-1,203.0.113.7,10.0.0.1 ssh-ed25519 AAAA\ndata-1 ssh-ed25519 BBBB why\n"
    )
    found = known_hosts.given([fact("app-1"), fact("data-1"), fact("app-2")])
    assert {name: pin["key"] for name, pin in found.items()} == {
        "app-1": "ssh-ed25519 AAAA",
        "data-1": "ssh-ed25519 BBBB",
    }


def test_nothing_is_nothing():
    assert known_hosts.given([fact()]) == {}


def test_another_thing_is_refused_with_an_example(monkeypatch):
    monkeypatch.setenv(VARIABLE, "AAAA")
    with pytest.raises(UsageError, match=f"^{VARIABLE}: must have lines such as `app-1,203"):
        known_hosts.given([fact()])
