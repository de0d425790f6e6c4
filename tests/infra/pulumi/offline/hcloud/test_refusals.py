"""What Hetzner refuses, with its own codes, before and after something is there."""

import pytest

from infra.pulumi.offline.hcloud import cloud
from infra.pulumi.offline.hcloud.api import (
    attachments,
    firewalls,
    networks,
    placement_groups,
    primary_ips,
    rrsets,
    servers,
    ssh_keys,
    volumes,
)
from infra.pulumi.offline.hcloud.refusal import Refusal

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL2E1cfCPkVe3ufrvAmE2Wl1F0VzyXJpPUXmPfV9zW0c ada"
SSH = {"direction": "in", "protocol": "tcp", "port": "22", "sourceIps": ["203.0.113.7/32"]}


def server(project, name="app-1", **wishes):
    given = {"name": name, "server_type": "cx33", "image": "debian-13"}
    return servers.create(project, **{**given, **wishes})


def network(project, ip_range="10.20.0.0/16", subnet="10.20.0.0/24"):
    made = networks.create(project, name="net", ip_range=ip_range)
    networks.add_subnet(project, made["id"], kind="cloud", zone="eu-central", ip_range=subnet)
    return made["id"]


def subnet(project, ip_range, zone="eu-central"):
    networks.add_subnet(project, network(project), kind="cloud", zone=zone, ip_range=ip_range)


def attach(project, ip=None, **wishes):
    attachments.attach(project, server(project, **wishes)["id"], network(project), ip=ip)


def volume(project, **wishes):
    return volumes.create(project, **{"name": "data", "size": 10, "location": "fsn1", **wishes})


def rules(project, **wishes):
    firewalls.create(project, name="fw", rules=[{**SSH, **wishes}])


def rrset(project, **wishes):
    given = {"zone_name": "example.com", "name": "hooks", "kind": "A", "records": [{"value": "203.0.113.1"}]}
    return rrsets.create(project, **{**given, **wishes})


def twice(make):
    return lambda project: (make(project), make(project))


CASES = {
    "no token": (lambda _: cloud.authorize(""), "unable to authenticate (unauthorized)"),
    "a blank token": (lambda _: cloud.authorize(" " * 64), "unable to authenticate (unauthorized)"),
    "an unknown type": (lambda p: server(p, server_type="cx99"), "server type cx99 not found"),
    "an unknown image": (
        lambda p: server(p, image="debian-99"),
        "image debian-99 for architecture x86 not found",
    ),
    "an image of another architecture": (
        lambda p: server(p, image="100000002"),
        "image 100000002 for architecture x86 not found",
    ),
    "an unknown location": (
        lambda p: server(p, location="fsn2"),
        "location 'fsn2' not found (invalid_input)",
    ),
    "a type that a location lacks": (
        lambda p: server(p, location="ash"),
        "unsupported location for server type (invalid_input)",
    ),
    "an unknown key": (lambda p: server(p, keys=["ada"]), "SSH key not found: ada"),
    "an unknown firewall": (lambda p: server(p, firewalls=[7]), "firewall with ID '7' not found (not_found)"),
    "an unknown placement group": (lambda p: server(p, placement_group=7), "placement group not found: 7"),
    "no hostname": (lambda p: server(p, "app_1"), "[name => [is not a valid hostname]]"),
    "a server's name twice": (twice(server), "server name is already used (uniqueness_error)"),
    "a network's name twice": (twice(network), "name is already used (uniqueness_error)"),
    "a firewall's name twice": (twice(rules), "name is already used (uniqueness_error)"),
    "a volume's name twice": (twice(volume), "name is already used (uniqueness_error)"),
    "a key twice": (
        lambda p: [ssh_keys.create(p, name=name, public_key=KEY) for name in ("ada", "bob")],
        "SSH key with the same fingerprint already exists (uniqueness_error)",
    ),
    "no key": (
        lambda p: ssh_keys.create(p, name="ada", public_key="ssh-rsa"),
        "[public_key => [Invalid SSH key]]",
    ),
    "a public network": (lambda p: network(p, "203.0.113.0/24"), "must be one of the private IPv4 ranges"),
    "a small network": (lambda p: network(p, "10.20.0.0/25"), "[ip_range => [must be at least /24]]"),
    "host bits": (lambda p: network(p, "10.20.0.1/24"), "without host bits (got 10.20.0.1/24)"),
    "a subnet outside": (lambda p: subnet(p, "10.21.0.0/24"), "must be a subnet of 10.20.0.0/16"),
    "subnets that overlap": (
        lambda p: subnet(p, "10.20.0.128/25"),
        "subnet overlaps with another subnetwork",
    ),
    "an unknown zone": (
        lambda p: subnet(p, "10.20.1.0/24", "eu"),
        "[network_zone => [must be one of ap-southeast",
    ),
    "an address outside": (lambda p: attach(p, "10.20.1.5"), "IP not available (ip_not_available)"),
    "the gateway's address": (lambda p: attach(p, "10.20.0.1"), "IP not available (ip_not_available)"),
    "a subnet's last address": (lambda p: attach(p, "10.20.0.255"), "IP not available (ip_not_available)"),
    "no subnet in the server's zone": (
        lambda p: attach(p, server_type="cpx22", location="ash"),
        "no subnet or IP available (no_subnet_available)",
    ),
    "a small volume": (lambda p: volume(p, size=9), "[size => [must be between 10 and 10240]]"),
    "a large volume": (lambda p: volume(p, size=10241), "[size => [must be between 10 and 10240]]"),
    "a volume nowhere": (lambda p: volume(p, location=None), "either location or server must be set"),
    "a volume's format": (lambda p: volume(p, format="zfs"), "[format => [must be one of ext4, xfs]]"),
    "a smaller volume": (
        lambda p: volumes.resize(volume(p, size=20), 10),
        "must be greater than the current size 20",
    ),
    "a volume elsewhere": (
        lambda p: volumes.attach(p, volume(p, location="nbg1")["id"], server(p)["id"]),
        "server and volume must be in the same location (invalid_input)",
    ),
    "a port without a meaning": (lambda p: rules(p, protocol="icmp"), "must not be set for protocol icmp"),
    "no port": (lambda p: rules(p, port=""), "must be a port, a range of ports or any for protocol tcp"),
    "a port out of range": (lambda p: rules(p, port="1-65536"), "must be a port, a range of ports or any"),
    "a rule for nobody": (lambda p: rules(p, sourceIps=[]), "[rules.0.source_ips => [must not be empty]]"),
    "a zone that is not there": (
        lambda p: rrset(p, zone_name="example.invalid"),
        "zone with ID 'example.invalid' not found (not_found)",
    ),
    "a record twice": (twice(rrset), "RRSet hooks/A already exists (uniqueness_error)"),
    "a name for an address": (lambda p: rrset(p, records=[{"value": "edge"}]), "must be an IPv4 address"),
    "an address of the other kind": (lambda p: rrset(p, kind="AAAA"), "must be an IPv6 address"),
    "text without quotes": (lambda p: rrset(p, kind="TXT"), "must be one or many quoted strings"),
    "a short life": (lambda p: rrset(p, ttl=59), "[ttl => [must be between 60 and 2147483647]]"),
}


@pytest.mark.parametrize("case", CASES)
def test_hetzner_refuses(case, project):
    act, said = CASES[case]
    with pytest.raises(Refusal) as refusal:
        act(project)
    assert said in str(refusal.value)


def changed(project, size, **wishes):
    made = server(project, **wishes)
    servers.power(made, on=False)
    servers.change_type(made, size, upgrade_disk=True)


@pytest.mark.parametrize(
    ("size", "said"),
    [
        ("cx23", "the selected server_type has not sufficient disk space (invalid_server_type)"),
        ("cax21", "cannot change type because the architecture is another one (invalid_server_type)"),
        ("cx99", "server type cx99 not found"),
    ],
)
def test_a_server_does_not_become(size, said, project):
    with pytest.raises(Refusal) as refusal:
        changed(project, size)
    assert said in str(refusal.value)


def test_a_running_server_keeps_its_type(project):
    with pytest.raises(Refusal, match="server_not_stopped"):
        servers.change_type(server(project), "cx43", upgrade_disk=True)


def test_a_disk_that_was_kept_small_may_go_back(project):
    made = server(project, server_type="cx23")
    for size in ("cx33", "cx23"):
        servers.power(made, on=False)
        servers.change_type(made, size, upgrade_disk=False)
    assert (made["type"], made["disk"], made["status"]) == ("cx23", 40, "running")


@pytest.mark.parametrize(
    ("kind", "make", "delete"),
    [
        ("server", server, servers.delete),
        ("network", lambda p: p.get("network", network(p)), networks.delete),
        ("volume", volume, volumes.delete),
    ],
)
def test_what_is_protected_stays(kind, make, delete, project):
    made = make(project)
    made["protected"] = True
    with pytest.raises(Refusal, match=rf"{kind} deletion is protected \(protected\)"):
        delete(project, made["id"])


def test_a_server_is_protected_from_both_or_from_nothing(project):
    with pytest.raises(Refusal, match="must be the same"):
        servers.protect(server(project), delete=True, rebuild=False)


def test_a_subnet_with_servers_stays_but_not_its_network(project):
    """Hetzner takes servers out of a network that is deleted."""
    made, number = server(project), network(project)
    attachments.attach(project, made["id"], number)
    with pytest.raises(Refusal, match=r"servers are attached .* \(service_error\)"):
        networks.delete_subnet(project, number, "10.20.0.0/24")
    networks.delete(project, number)
    assert made["private_net"] == []


def test_a_server_joins_a_network_once(project):
    made, number = server(project), network(project)
    attachments.attach(project, made["id"], number)
    with pytest.raises(Refusal, match="server_already_attached"):
        attachments.attach(project, made["id"], number)


def test_an_address_belongs_to_one_server(project):
    number = network(project)
    attachments.attach(project, server(project)["id"], number, ip="10.20.0.10")
    with pytest.raises(Refusal, match="ip_not_available"):
        attachments.attach(project, server(project, "app-2")["id"], number, ip="10.20.0.10")


def test_a_volume_is_in_one_server(project):
    made = volume(project)
    volumes.attach(project, made["id"], server(project)["id"])
    with pytest.raises(Refusal, match="volume_already_attached"):
        volumes.attach(project, made["id"], server(project, "app-2")["id"])
    with pytest.raises(Refusal, match="volume is attached to a server"):
        volumes.delete(project, made["id"])


def test_a_firewall_in_use_stays(project):
    made = firewalls.create(project, name="fw", rules=[SSH])
    server(project, firewalls=[made["id"]])
    with pytest.raises(
        Refusal, match=rf"firewall with ID '{made['id']}' is still in use \(resource_in_use\)"
    ):
        firewalls.delete(project, made["id"])


def test_a_primary_ip_is_given_to_one_server_of_its_place(project):
    ip = primary_ips.create(project, name="edge", kind="ipv4", location="fsn1")
    with pytest.raises(Refusal, match="primary_ip_datacenter_mismatch"):
        server(project, location="nbg1", ipv4=ip["id"])
    with pytest.raises(Refusal, match="primary_ip_version_mismatch"):
        server(project, "app-2", ipv6=ip["id"])
    server(project, "app-3", ipv4=ip["id"])
    with pytest.raises(Refusal, match="primary_ip_assigned"):
        server(project, "app-4", ipv4=ip["id"])


def test_a_placement_group_has_room_for_ten(project):
    group = placement_groups.create(project, name="spread", kind="spread")["id"]
    for number in range(10):
        server(project, f"app-{number}", placement_group=group)
    with pytest.raises(Refusal, match="placement_error"):
        server(project, "app-10", placement_group=group)


def test_a_protected_record_stays_as_it_is(project):
    made = rrset(project)
    made["protected"] = True
    for change in (rrsets.set_ttl, rrsets.set_records):
        with pytest.raises(Refusal, match="RRSet change is protected"):
            change(made, [])
