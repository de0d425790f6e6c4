"""Firewalls: SSH from administrators on every host, HTTP and HTTPS from the world on the edge."""

import pytest

from tests.infra.pulumi import fleets

WORLD = ["0.0.0.0/0", "::/0"]


def rule(description, protocol, sources, **port):
    return {
        "description": description, "direction": "in", "protocol": protocol, "sourceIps": sources, **port
    }  # fmt: skip


def test_administrators_reach_ssh_and_the_world_may_ping(production):
    assert production["Firewall", "admin"].inputs == {
        "name": "production-admin",
        "labels": {"owner": "hosts", "environment": "production"},
        "rules": [rule("ssh", "tcp", ["203.0.113.7/32"], port="22"), rule("icmp", "icmp", WORLD)],
    }


def test_the_world_reaches_the_web(production):
    assert production["Firewall", "web"].inputs["rules"] == [
        rule("http", "tcp", WORLD, port="80"),
        rule("https", "tcp", WORLD, port="443"),
    ]


def test_each_host_is_behind_the_first_and_the_edge_alone_behind_the_second(production):
    behind = {each.name: each.inputs["firewallIds"] for each in production.of("Server")}
    assert behind["app-2"] == behind["data-1"] == behind["app-1"][:1]
    assert len(behind["app-1"]) == 2


@pytest.mark.parametrize("name", fleets.DOCKER)
def test_an_engine_has_none(name, recorded):
    assert recorded(name).of("Firewall") == []
