"""Ports: asked for, remembered, or free."""

import socket

import pytest

from core.topology import Port
from ops.errors import OpsError, UsageError
from ops.local import ports
from ops.local.chosen import Asked, choose


def ask(**asked):
    """Ask so that the default ports, which others may use, do not matter."""
    wanted = {"port": ports.free_port(), "web_port": ports.free_port()} | asked
    return Asked(**wanted)


def test_an_option_is_remembered(tmp_path):
    asked = ask()
    assert choose(tmp_path, asked) == choose(tmp_path, Asked())


def test_a_variable_counts_for_one_run_and_less_than_an_option(tmp_path):
    first = choose(tmp_path, ask())
    variable = ports.free_port()
    assert choose(tmp_path, Asked(port_variable=variable)).api == variable
    assert choose(tmp_path, Asked()).api == first.api
    assert choose(tmp_path, Asked(port=first.api, port_variable=variable)).api == first.api


def test_engines_move_when_their_port_was_taken(tmp_path):
    first = choose(tmp_path, ask())
    with socket.create_server((ports.HOST, first.postgres)):
        again = choose(tmp_path, Asked())
    assert again.postgres != first.postgres
    assert again.valkey == first.valkey


def test_metrics_move_when_their_port_is_taken_unless_it_was_asked_for(tmp_path):
    asked = ports.free_port()
    in_use = pytest.raises(OpsError, match=f"port {asked} is in use: .* METRICS_PORT")
    with socket.create_server((ports.HOST, asked)), in_use:
        choose(tmp_path, ask(metrics_variable=asked))
    first = choose(tmp_path, ask())
    with socket.create_server((ports.HOST, first.metrics)):
        assert choose(tmp_path, Asked()).metrics != first.metrics


def test_the_defaults_are_those_of_the_contract(tmp_path, monkeypatch):
    monkeypatch.setattr(ports, "is_free", lambda _: True)
    chosen = choose(tmp_path, Asked())
    assert (chosen.api, chosen.web, chosen.metrics) == (Port.API, Port.WEB, Port.METRICS)


def test_api_and_pages_cannot_share_a_port(tmp_path):
    port = ports.free_port()
    with pytest.raises(UsageError, match="cannot share a port"):
        choose(tmp_path, Asked(port=port, web_port=port))
