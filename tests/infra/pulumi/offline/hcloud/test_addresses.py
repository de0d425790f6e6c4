"""Addresses: from the documentation's ranges, each to one server, given back ones last."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

import pytest

from infra.pulumi.offline.hcloud.api import attachments, networks, primary_ips, servers, volumes
from infra.pulumi.offline.resource import RefusedError

DOCUMENTATION = (IPv4Network("203.0.113.0/24"), IPv4Network("198.51.100.0/24"))


def server(project, name):
    return servers.create(project, name=name, server_type="cx23", image="debian-13")


def address(project, made, kind="ipv4"):
    return primary_ips.of(project, made["id"], kind)["ip"]


def test_public_ones_lead_nowhere(project):
    made = server(project, "app-1")
    assert any(IPv4Address(address(project, made)) in net for net in DOCUMENTATION)
    assert IPv6Address(address(project, made, "ipv6")) in IPv6Network("2001:db8::/32")


def test_no_two_servers_share_one(project):
    made = [server(project, f"app-{number}") for number in range(300)]
    for kind in ("ipv4", "ipv6"):
        assert len({address(project, each, kind) for each in made}) == len(made)


def test_a_server_that_is_made_anew_has_another_one(project):
    made = server(project, "app-1")
    before = address(project, made)
    servers.delete(project, made["id"])
    assert address(project, server(project, "app-1")) != before


def test_a_primary_ip_outlives_its_server(project):
    ip = primary_ips.create(project, name="edge", kind="ipv4", location="fsn1")
    made = servers.create(project, name="a", server_type="cx23", image="debian-13", ipv4=ip["id"])
    servers.delete(project, made["id"])
    assert ip["server"] is None
    again = servers.create(project, name="a", server_type="cx23", image="debian-13", ipv4=ip["id"])
    assert address(project, again) == ip["ip"]


def test_they_end(project):
    for number in range(508):
        server(project, f"app-{number}")
    with pytest.raises(RefusedError, match="all 508 documentation addresses are in use"):
        server(project, "app-508")


def test_private_ones_begin_after_the_gateway(project):
    number = networks.create(project, name="net", ip_range="10.20.0.0/24")["id"]
    subnet = networks.add_subnet(project, number, kind="cloud", zone="eu-central", ip_range="10.20.0.0/24")
    cards = [attachments.attach(project, server(project, f"app-{n}")["id"], number) for n in range(2)]
    assert subnet["gateway"] == "10.20.0.1"
    assert [card["ip"] for card in cards] == ["10.20.0.2", "10.20.0.3"]
    assert len({card["mac"] for card in cards}) == 2


def test_linux_finds_a_volume_by_its_id(project):
    made = volumes.create(project, name="data", size=10, location="fsn1")
    assert volumes.device(made) == f"/dev/disk/by-id/scsi-0HC_Volume_{made['id']}"
