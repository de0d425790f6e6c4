"""What the world may reach: tcp 80 and 443 and pings; SSH is for administrators alone."""

from ipaddress import ip_network

import pytest

from ops.errors import UsageError
from tests.infra.pulumi.policies.judging import broken, judge
from tests.infra.pulumi.recorder import Registration
from tests.ops.environment.variant import accepted

WORLD = ["0.0.0.0/0", "::/0"]


def opened(protocol, port=None, sources=WORLD, direction="in"):
    rule = {"direction": direction, "protocol": protocol, "sourceIps": sources}
    rule |= {"port": port} if port else {}
    return [sentence for _, sentence in broken("production", "Firewall", "web", rules=[rule])]


@pytest.mark.parametrize("port", ["80", "443", "80-80"])
def test_http_and_https_may_be_open(port):
    assert opened("tcp", port) == []


def test_pings_may_come_from_everywhere():
    assert opened("icmp") == []


@pytest.mark.parametrize("port", ["22", "21", "81", "80-443", "1-65535", "any", "5432", "6379", "3000"])
def test_no_other_port_may_be_and_neither_may_ssh(port):
    assert opened("tcp", port) == [f"web: tcp {port} is open to the world; only tcp 80, 443 may be"]


def test_a_rule_without_a_port_opens_them_all():
    assert opened("tcp") == ["web: tcp any is open to the world; only tcp 80, 443 may be"]


@pytest.mark.parametrize(("protocol", "port"), [("udp", "80"), ("udp", "443"), ("gre", None), ("esp", None)])
def test_no_other_protocol_may_be(protocol, port):
    assert len(opened(protocol, port)) == 1


@pytest.mark.parametrize("world", ["0.0.0.0/0", "::/0", "0.0.0.0/1", "2000::/3"])
def test_either_half_of_the_internet_is_the_world(world):
    assert opened("tcp", "22", sources=["203.0.113.7/32", world]) != []


@pytest.mark.parametrize("somebody", ["203.0.113.7/32", "10.0.0.0/8", "2001:db8::/32"])
def test_what_is_open_to_somebody_is_not_the_worlds(somebody):
    assert opened("tcp", "22", sources=[somebody]) == []


@pytest.mark.parametrize("wide", ["10.0.0.0/8", "2000::/16"])
def test_environment_files_draw_the_line_at_the_same_width(wide):
    wider = str(ip_network(wide).supernet())
    assert accepted(('"203.0.113.7/32"', f'"{wide}"'))
    assert opened("tcp", "22", sources=[wide]) == []
    with pytest.raises(UsageError, match="opens port 22 to the world"):
        accepted(('"203.0.113.7/32"', f'"{wider}"'))
    assert opened("tcp", "22", sources=[wider]) != []


def test_what_goes_out_is_not_looked_at():
    assert opened("tcp", "25", direction="out") == []


class TestDocker:
    @pytest.mark.parametrize(
        "change",
        [
            {"ports": [{"internal": 443, "external": 443}]},
            {"ports": [{"internal": 22, "ip": "127.0.0.1"}]},
            {"publishAllPorts": True},
            {"networkMode": "host"},
        ],
    )
    def test_publishes_nothing_not_even_what_may_be_open(self, change):
        ((rule, _),) = broken("rehearsal", "Container", "app-1", **change)
        assert rule == "no-docker-port"

    def test_neither_does_swarm(self):
        kind = "docker:index/service:Service"
        inputs = {
            "labels": [{"label": "owner", "value": "hosts"}, {"label": "environment", "value": "rehearsal"}],
            "endpointSpec": {"ports": [{"targetPort": 443, "publishMode": "host"}]},
        }
        service = Registration(kind, "s", f"urn:pulumi:rehearsal::hosts::{kind}::s", "", inputs)
        assert [rule for rule, _ in judge([service])] == ["no-docker-port"]


def test_a_server_without_firewalls_is_open_whatever_firewalls_say():
    ((rule, sentence),) = broken("production", "Server", "app-2", firewallIds=None)
    assert rule == "server-has-firewall"
    assert sentence.startswith("app-2: ")
