"""What is refused before Hetzner is asked."""

import pytest

SERVER = {"name": "app-1", "serverType": "cx23", "image": "debian-13"}
RULE = {"direction": "in", "protocol": "icmp", "sourceIps": ["0.0.0.0/0"]}

CASES = [
    ("Server", {**SERVER, "serverSize": "cx23"}, "serverSize is no property of a Server"),
    ("Server", {**SERVER, "rescue": "linux64"}, "rescue: this stand-in does not implement it"),
    ("Server", {"image": "debian-13"}, "serverType is required"),
    ("Server", {**SERVER, "firewallIds": ["7"]}, "firewallIds[0] must be a whole number"),
    ("Server", {**SERVER, "image": ""}, '"image" must have more than 0 characters'),
    ("Server", {**SERVER, "sshKeys": [""]}, "an SSH key with at least 1 character"),
    ("Server", {**SERVER, "labels": {"a b": "c"}}, "label key 'a b' is not correctly formatted"),
    ("Server", {**SERVER, "labels": {"a": "-"}}, "label value '-' (key: a) is not correctly formatted"),
    ("Server", {**SERVER, "networks": [{"ip": "10.0.0.5"}]}, "must specify either network_id or subnet_id"),
    (
        "Server",
        {**SERVER, "networks": [{"networkId": 1}, {"subnetId": "1-10.0.0.0/24"}]},
        "attached to each network once: 1",
    ),
    (
        "Server",
        {**SERVER, "networks": [{"subnetId": "1-10.0.0.0/24", "ip": "10.0.1.5"}]},
        "server IP (10.0.1.5) is outside subnet IP range (10.0.0.0/24)",
    ),
    ("ServerNetwork", {"serverId": 1}, "exactly one of these attributes must be configured"),
    ("ServerNetwork", {"serverId": 1, "networkId": 1, "ip": "10.0.0"}, "must be a valid ip, got: 10.0.0"),
    (
        "NetworkSubnet",
        {"networkId": 1, "type": "vswitch", "networkZone": "eu-central", "ipRange": "10.0.0.0/24"},
        "expected type to be one of ['cloud', 'server'], got vswitch",
    ),
    ("Firewall", {"rules": [{**RULE, "direction": "up"}]}, "up is not a valid direction"),
    ("Firewall", {"rules": [{**RULE, "protocol": "http"}]}, "http is not a valid protocol"),
    ("Firewall", {"rules": [{**RULE, "sourceIps": ["all"]}]}, "invalid CIDR address: all"),
    ("Firewall", {"rules": [{**RULE, "sourceIps": ["10.0.0.1/8"]}]}, "is not the start of the cidr block"),
    ("FirewallAttachment", {"firewallId": 1}, "no resources referenced"),
    ("PlacementGroup", {"type": "pack"}, "pack is not a valid placement group type"),
    ("PrimaryIp", {"type": "ipv4"}, "exactly one of these attributes must be configured"),
    ("ZoneRrset", {"zone": "example.com", "type": "A", "records": []}, "must contain at least 1 elements"),
]


@pytest.mark.parametrize(("kind", "inputs", "said"), CASES, ids=[case[2] for case in CASES])
def test_it_refuses(kind, inputs, said, provider):
    _, failures = provider.check(kind, inputs)
    assert [failure for failure in failures if said in failure], failures
    assert all(failure.startswith("offline stand-in for pulumi-hcloud: ") for failure in failures)


def test_what_it_has_not_is_refused_by_name(provider, refused):
    with pytest.raises(refused, match=r"it has no hcloud:index/loadBalancer:LoadBalancer; it has .*Server"):
        provider.check("hcloud:index/loadBalancer:LoadBalancer", {})


def test_a_name_is_made_up_and_kept(provider):
    inputs, failures = provider.check("Server", {"serverType": "cx23"})
    again, _ = provider.check("Server", {"serverType": "cx23"}, olds=inputs)
    assert failures == []
    assert inputs["name"].startswith("it-")
    assert again["name"] == inputs["name"]
