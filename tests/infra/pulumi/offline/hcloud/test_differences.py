"""What a changed property does: nothing, an update in place, or a replacement; and which goes first."""

import pytest

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL2E1cfCPkVe3ufrvAmE2Wl1F0VzyXJpPUXmPfV9zW0c ada"
RULE = {"direction": "in", "protocol": "tcp", "port": "22", "sourceIps": ["203.0.113.7/32", "203.0.113.8/32"]}
OTHER_RULE = {**RULE, "port": "443"}

INPUTS = {
    "Server": {
        "name": "app-1", "serverType": "cx23", "image": "debian-13", "location": "fsn1", "labels": {"a": "b"},
        "sshKeys": ["1000001"], "firewallIds": [1000002], "userData": "#cloud-config",
    },
    "Network": {"name": "net", "ipRange": "10.20.0.0/16", "labels": {"a": "b"}},
    "NetworkSubnet": {
        "networkId": 1000003, "type": "cloud", "networkZone": "eu-central", "ipRange": "10.20.0.0/24"
    },
    "ServerNetwork": {"serverId": 1000007, "subnetId": "1000003-10.20.0.0/24", "ip": "10.20.0.10"},
    "Firewall": {"name": "fw", "rules": [RULE, OTHER_RULE], "labels": {"a": "b"}},
    "FirewallAttachment": {"firewallId": 1000002, "serverIds": [1000007]},
    "SshKey": {"name": "bob", "publicKey": KEY.replace("L2E1", "L2E2"), "labels": {"a": "b"}},
    "Volume": {"name": "data", "size": 20, "location": "fsn1", "format": "ext4", "labels": {"a": "b"}},
    "VolumeAttachment": {"volumeId": 1000006, "serverId": 1000007},
    "ZoneRrset": {
        "zone": "example.com", "name": "hooks", "type": "A", "ttl": 60, "records": [{"value": "203.0.113.1"}]
    },
    "PrimaryIp": {"name": "edge", "type": "ipv4", "location": "fsn1"},
    "PlacementGroup": {"name": "spread", "type": "spread", "labels": {"a": "b"}},
}  # fmt: skip

NOTHING, UPDATE, REPLACE = "nothing", "update", "replace"
GONE = None

CHANGES = [
    ("Server", {"name": "app-2"}, UPDATE),
    ("Server", {"serverType": "cx33"}, UPDATE),
    ("Server", {"labels": {"a": "c"}}, UPDATE),
    ("Server", {"labels": GONE}, UPDATE),
    ("Server", {"firewallIds": []}, NOTHING),
    ("Server", {"firewallIds": GONE}, NOTHING),
    ("Server", {"firewallIds": [1000009]}, UPDATE),
    ("Server", {"keepDisk": True}, UPDATE),
    ("Server", {"backups": True}, UPDATE),
    ("Server", {"backups": False}, NOTHING),
    ("Server", {"deleteProtection": True, "rebuildProtection": True}, UPDATE),
    ("Server", {"shutdownBeforeDeletion": True}, UPDATE),
    ("Server", {"placementGroupId": 7}, UPDATE),
    ("Server", {"networks": [{"networkId": 1000003}]}, UPDATE),
    ("Server", {"publicNets": [{"ipv6Enabled": False}]}, UPDATE),
    ("Server", {"image": "debian-12"}, REPLACE),
    ("Server", {"image": GONE}, NOTHING),
    ("Server", {"location": "nbg1"}, REPLACE),
    ("Server", {"location": GONE}, NOTHING),
    ("Server", {"sshKeys": ["1000009"]}, REPLACE),
    ("Server", {"sshKeys": GONE}, REPLACE),
    ("Server", {"userData": "#!/bin/sh"}, REPLACE),
    ("Network", {"name": "other"}, UPDATE),
    ("Network", {"labels": {}}, UPDATE),
    ("Network", {"deleteProtection": True}, UPDATE),
    ("Network", {"exposeRoutesToVswitch": True}, UPDATE),
    ("Network", {"ipRange": "10.21.0.0/16"}, REPLACE),
    ("NetworkSubnet", {"networkId": 1000009}, REPLACE),
    ("NetworkSubnet", {"type": "server"}, REPLACE),
    ("NetworkSubnet", {"networkZone": "us-east"}, REPLACE),
    ("NetworkSubnet", {"ipRange": "10.20.1.0/24"}, REPLACE),
    ("ServerNetwork", {"aliasIps": ["10.20.0.20"]}, UPDATE),
    ("ServerNetwork", {"ip": "10.20.0.11"}, REPLACE),
    ("ServerNetwork", {"ip": GONE}, NOTHING),
    ("ServerNetwork", {"serverId": 1000009}, REPLACE),
    ("ServerNetwork", {"subnetId": "1000009-10.20.0.0/24"}, REPLACE),
    ("Firewall", {"rules": [RULE]}, UPDATE),
    ("Firewall", {"rules": [OTHER_RULE, RULE]}, NOTHING),
    ("Firewall", {"rules": [{**RULE, "sourceIps": RULE["sourceIps"][::-1]}, OTHER_RULE]}, NOTHING),
    ("Firewall", {"name": "other"}, UPDATE),
    ("Firewall", {"labels": {"a": "c"}}, UPDATE),
    ("Firewall", {"labels": GONE}, NOTHING),
    ("FirewallAttachment", {"serverIds": [1000009]}, UPDATE),
    ("FirewallAttachment", {"labelSelectors": ["a"]}, UPDATE),
    ("FirewallAttachment", {"firewallId": 1000009}, REPLACE),
    ("SshKey", {"name": "eve"}, UPDATE),
    ("SshKey", {"labels": GONE}, UPDATE),
    ("SshKey", {"publicKey": KEY}, REPLACE),
    ("Volume", {"size": 30}, UPDATE),
    ("Volume", {"size": 10}, UPDATE),
    ("Volume", {"name": "other"}, UPDATE),
    ("Volume", {"labels": GONE}, UPDATE),
    ("Volume", {"format": "xfs"}, UPDATE),
    ("Volume", {"deleteProtection": True}, UPDATE),
    ("Volume", {"serverId": 1000009}, UPDATE),
    ("Volume", {"location": "nbg1"}, REPLACE),
    ("VolumeAttachment", {"automount": True}, UPDATE),
    ("VolumeAttachment", {"serverId": 1000009}, REPLACE),
    ("VolumeAttachment", {"volumeId": 1000009}, REPLACE),
    ("ZoneRrset", {"records": [{"value": "203.0.113.2"}]}, UPDATE),
    ("ZoneRrset", {"ttl": 120}, UPDATE),
    ("ZoneRrset", {"ttl": GONE}, UPDATE),
    ("ZoneRrset", {"changeProtection": True}, UPDATE),
    ("ZoneRrset", {"name": "www"}, REPLACE),
    ("ZoneRrset", {"type": "AAAA"}, REPLACE),
    ("ZoneRrset", {"zone": "example.org"}, REPLACE),
    ("PrimaryIp", {"name": "other"}, UPDATE),
    ("PrimaryIp", {"autoDelete": True}, UPDATE),
    ("PrimaryIp", {"deleteProtection": True}, UPDATE),
    ("PrimaryIp", {"type": "ipv6"}, REPLACE),
    ("PrimaryIp", {"location": "nbg1"}, REPLACE),
    ("PlacementGroup", {"name": "other"}, UPDATE),
    ("PlacementGroup", {"labels": GONE}, UPDATE),
]  # fmt: skip


@pytest.fixture
def states(provider):
    """Make one of everything; return the states, with today's values, by type."""
    provider.create("SshKey", {"name": "ada", "publicKey": KEY})  # 1000001
    order = ("Firewall", "Network", "NetworkSubnet", "SshKey", "PrimaryIp", "Volume", "Server")
    made = {kind: provider.create(kind, INPUTS[kind]) for kind in (*order, *INPUTS.keys() - {*order})}
    return {kind: provider.read(kind, id_, state) for kind, (id_, state) in made.items()}


def given(change, inputs):
    return {name: value for name, value in (inputs | change).items() if value is not None}


def effect(answer):
    if answer.replaces:
        return REPLACE
    return UPDATE if answer.changes == answer.DIFF_SOME else NOTHING


def test_the_ids_above_are_those_that_are_given(states):
    assert states["ServerNetwork"]["networkId"] == 1000003
    assert states["VolumeAttachment"] == {"volumeId": 1000006, "serverId": 1000007}


@pytest.mark.parametrize("kind", INPUTS)
def test_nothing_changes_nothing(kind, provider, states):
    assert effect(provider.diff(kind, states[kind], INPUTS[kind])) == NOTHING


@pytest.mark.parametrize(("kind", "change", "expected"), CHANGES, ids=lambda value: str(value)[:60])
def test_a_change_of(kind, change, expected, provider, states):
    answer = provider.diff(kind, states[kind], given(change, INPUTS[kind]))
    assert effect(answer) == expected
    assert set(answer.replaces) <= set(change)


@pytest.mark.parametrize(
    ("kind", "change", "old_goes_first"),
    [
        ("Server", {"image": "debian-12"}, True),
        ("Server", {"image": "debian-12", "name": GONE}, False),
        ("Volume", {"location": "nbg1"}, True),
        ("Network", {"ipRange": "10.21.0.0/16"}, True),
        ("SshKey", {"publicKey": KEY}, False),
        ("PrimaryIp", {"type": "ipv6"}, False),
        ("ZoneRrset", {"type": "AAAA"}, False),
        ("ServerNetwork", {"ip": "10.20.0.11"}, False),
        ("VolumeAttachment", {"serverId": 1000009}, False),
        ("NetworkSubnet", {"ipRange": "10.20.1.0/24"}, False),
        ("Server", {"serverType": "cx33"}, False),
    ],
    ids=lambda value: str(value)[:40],
)
def test_which_goes_first(kind, change, old_goes_first, provider, states):
    """As the official plugin decides it when the program does not say `delete_before_replace`."""
    answer = provider.diff(kind, states[kind], given(change, INPUTS[kind]))
    assert answer.deleteBeforeReplace is old_goes_first
