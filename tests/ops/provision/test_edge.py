"""What the edge needs is there before the playbook runs, and gone before the hosts are."""

import pytest

from ops import environment
from ops.hosts.facts import Fact
from ops.provision import edge

HOSTS = (
    Fact("data-1", ("data",), "198.18.77.20", "10.77.0.20", "m2"),
    Fact("app-1", ("edge", "app"), "198.18.77.10", "10.77.0.10", "m1"),
)


@pytest.fixture
def done(monkeypatch):
    """Give what was done, in order."""
    said = []
    monkeypatch.setattr(edge.engine, "connect", lambda: "engine")
    monkeypatch.setattr(edge.caddy, "ensure", lambda _say: said.append("caddy"))
    monkeypatch.setattr(
        edge.pebble, "ensure", lambda _engine, _env, address: said.append(f"pebble for {address}")
    )
    monkeypatch.setattr(edge.pebble, "remove", lambda _engine, _env: said.append("no pebble"))
    return said


def test_rehearsals_authority_goes_to_the_edge_for_every_name(done):
    edge.prepare(environment.load("rehearsal"), HOSTS)
    assert done == ["caddy", "pebble for 198.18.77.10"]


def test_elsewhere_there_is_none_to_make_or_remove(done):
    edge.prepare(environment.load("production"), HOSTS)
    edge.release(environment.load("production"))
    assert done == ["caddy"]


def test_it_goes_before_the_hosts(done):
    edge.release(environment.load("rehearsal"))
    assert done == ["no pebble"]
