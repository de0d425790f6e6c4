"""What a program sees of what it made, and the official plugin's peculiarities that it could stumble over."""

import pytest

from infra.pulumi.offline.hcloud.api import servers, volumes

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL2E1cfCPkVe3ufrvAmE2Wl1F0VzyXJpPUXmPfV9zW0c ada"
SERVER = {"name": "app-1", "serverType": "cx23", "image": "debian-13", "location": "fsn1"}
RULE = {"direction": "in", "protocol": "tcp", "port": "22", "sourceIps": ["203.0.113.7"]}
BOTH = {"deleteProtection": True, "rebuildProtection": True}


@pytest.fixture
def network(provider):
    id_, _ = provider.create("Network", {"name": "net", "ipRange": "10.20.0.0/24"})
    subnet = {"networkId": int(id_), "type": "cloud", "networkZone": "eu-central", "ipRange": "10.20.0.0/24"}
    provider.create("NetworkSubnet", subnet)
    return int(id_)


def test_a_server_tells_what_the_sdk_promises(provider):
    id_, state = provider.create("Server", SERVER)
    assert id_.isdigit()
    told = ("ipv4Address", "ipv6Address", "ipv6Network", "status", "primaryDiskSize", "backupWindow")
    assert [state[name] for name in told] == [
        "203.0.113.1", "2001:db8:0:1::1", "2001:db8:0:1::/64", "running", 40, "",
    ]  # fmt: skip


def test_a_preview_knows_no_addresses(provider, cloud):
    from pulumi.runtime.rpc import UNKNOWN

    _, state = provider.create("Server", SERVER, preview=True)
    assert (state["ipv4Address"], state["name"]) == (UNKNOWN, "app-1")
    with cloud.open() as project:
        assert list(project.all("server")) == []


def test_a_server_keeps_id_and_address_when_it_grows(provider):
    id_, state = provider.create("Server", SERVER)
    grown = provider.update("Server", id_, state, {**SERVER, "serverType": "cx33"})
    assert (grown["serverType"], grown["primaryDiskSize"], grown["status"]) == ("cx33", 80, "running")
    assert grown["ipv4Address"] == state["ipv4Address"]


def test_a_server_keeps_its_disk_when_told_so(provider):
    id_, state = provider.create("Server", SERVER)
    grown = provider.update("Server", id_, state, {**SERVER, "serverType": "cx33", "keepDisk": True})
    assert grown["primaryDiskSize"] == 40


def test_a_server_whose_new_size_is_refused_stays_off(provider, refused):
    id_, state = provider.create("Server", {**SERVER, "serverType": "cx33"})
    with pytest.raises(refused, match="not sufficient disk space"):
        provider.update("Server", id_, state, SERVER)
    assert provider.read("Server", id_, state)["status"] == "off"


def test_a_protected_server_refuses_its_end_until_it_is_released(provider, refused):
    id_, state = provider.create("Server", SERVER | BOTH)
    with pytest.raises(refused, match=r"server deletion is protected \(protected\)"):
        provider.delete("Server", id_, state)
    provider.update("Server", id_, state, SERVER)
    provider.delete("Server", id_, state)
    assert provider.read("Server", id_, state) == {}


def test_a_server_in_a_network_of_its_own_naming(provider, network):
    id_, state = provider.create(
        "Server", {**SERVER, "networks": [{"networkId": network, "ip": "10.20.0.9"}]}
    )
    assert state["networks"][0] | {"macAddress": ""} == {
        "networkId": network, "ip": "10.20.0.9", "aliasIps": [], "macAddress": "",
    }  # fmt: skip
    moved = provider.update(
        "Server", id_, state, {**SERVER, "networks": [{"networkId": network, "ip": "10.20.0.8"}]}
    )
    assert [net["ip"] for net in moved["networks"]] == ["10.20.0.8"]


def test_a_server_that_cannot_join_is_half_made(provider, network, refused, cloud):
    """It exists, and the engine is told its id: the next `up` updates it."""
    with pytest.raises(refused, match="ip_not_available"):
        provider.create("Server", {**SERVER, "networks": [{"networkId": network, "ip": "10.20.0.1"}]})
    with cloud.open() as project:
        assert [server["name"] for server in project.all("server")] == ["app-1"]


def test_a_server_takes_and_leaves_a_primary_ip(provider):
    ip, reserved = provider.create("PrimaryIp", {"name": "edge", "type": "ipv4", "location": "fsn1"})
    id_, state = provider.create(
        "Server", {**SERVER, "publicNets": [{"ipv4": int(ip), "ipv6Enabled": False}]}
    )
    assert (state["ipv4Address"], state["ipv6Network"]) == (reserved["ipAddress"], "<nil>")
    assert provider.read("PrimaryIp", ip, reserved)["assigneeId"] == int(id_)
    free = provider.update("Server", id_, state, {**SERVER, "publicNets": [{}]})
    assert free["ipv4Address"] != reserved["ipAddress"]
    assert "ipv6Address" in free
    assert provider.read("PrimaryIp", ip, reserved)["assigneeId"] == 0


def test_a_second_attachment_is_taken_for_the_first_and_dies_with_it(provider, network):
    """Why a ServerNetwork needs `delete_before_replace=True`."""
    server, _ = provider.create("Server", SERVER)
    inputs = {"serverId": int(server), "networkId": network, "ip": "10.20.0.9"}
    id_, state = provider.create("ServerNetwork", inputs)
    again, _ = provider.create("ServerNetwork", {**inputs, "ip": "10.20.0.8"})
    provider.delete("ServerNetwork", id_, state)
    assert again == id_
    assert provider.read("ServerNetwork", id_, state) == {}


def test_a_key_of_another_content_under_the_same_name_is_refused(provider, refused):
    """Why a named SshKey needs `delete_before_replace=True`."""
    provider.create("SshKey", {"name": "ada", "publicKey": KEY})
    with pytest.raises(refused, match=r"SSH key name is already used \(uniqueness_error\)"):
        provider.create("SshKey", {"name": "ada", "publicKey": KEY.replace("L2E1", "L2E2")})


def test_a_key_shows_its_fingerprint(provider):
    _, state = provider.create("SshKey", {"name": "ada", "publicKey": KEY})
    assert len(state["fingerprint"].split(":")) == 16


def test_an_address_without_a_length_is_kept_as_it_was_written(provider):
    id_, state = provider.create("Firewall", {"name": "fw", "rules": [RULE]})
    assert provider.read("Firewall", id_, state)["rules"][0]["sourceIps"] == ["203.0.113.7"]


def test_rules_that_somebody_else_changed_show(provider, cloud):
    id_, state = provider.create("Firewall", {"name": "fw", "rules": [RULE]})
    with cloud.open() as project:
        project.get("firewall", id_)["rules"][0]["port"] = "23"
    assert provider.read("Firewall", id_, state)["rules"][0]["port"] == "23"


def test_a_firewall_whose_rules_are_all_dropped_keeps_them(provider):
    id_, state = provider.create("Firewall", {"name": "fw", "rules": [RULE]})
    assert provider.update("Firewall", id_, state, {"name": "fw"})["rules"][0]["port"] == "22"


def test_an_attachment_drives_away_what_servers_asked_for_themselves(provider):
    """Why `firewallIds` and a FirewallAttachment are not used for one firewall."""
    firewall, _ = provider.create("Firewall", {"name": "fw", "rules": [RULE]})
    _, asked = provider.create("Server", {**SERVER, "firewallIds": [int(firewall)]})
    other, _ = provider.create("Server", {**SERVER, "name": "app-2"})
    wanted = {"firewallId": int(firewall), "serverIds": [int(other)]}
    id_, state = provider.create("FirewallAttachment", wanted)
    assert len(provider.read("FirewallAttachment", id_, state)["serverIds"]) == 2
    assert provider.update("FirewallAttachment", id_, state, wanted)["serverIds"] == [int(other)]
    assert asked["firewallIds"] == [int(firewall)]


def test_a_volume_grows_and_does_not_shrink(provider, refused):
    volume = {"name": "data", "size": 20, "location": "fsn1"}
    id_, state = provider.create("Volume", volume)
    assert provider.update("Volume", id_, state, {**volume, "size": 30})["size"] == 30
    with pytest.raises(refused, match="must be greater than the current size 30"):
        provider.update("Volume", id_, state, {**volume, "size": 10})


def test_a_volume_outlives_its_server(provider, cloud):
    volume, state = provider.create("Volume", {"name": "data", "size": 10, "location": "fsn1"})
    server, of_server = provider.create("Server", SERVER)
    provider.create("VolumeAttachment", {"volumeId": int(volume), "serverId": int(server)})
    provider.delete("Server", server, of_server)
    assert provider.read("VolumeAttachment", volume, {}) == {}
    assert provider.read("Volume", volume, state)["linuxDevice"].endswith(f"HC_Volume_{volume}")


def test_a_record_follows_its_server(provider):
    record = {"zone": "example.com", "name": "hooks", "type": "A", "records": [{"value": "203.0.113.1"}]}
    id_, state = provider.create("ZoneRrset", record)
    changed = provider.update("ZoneRrset", id_, state, {**record, "records": [{"value": "203.0.113.2"}]})
    assert (id_, changed["records"]) == ("hooks/A", [{"value": "203.0.113.2"}])


@pytest.mark.parametrize("kind", ["Network", "Volume", "SshKey", "Firewall"])
def test_what_somebody_else_deleted_is_seen(kind, provider, cloud):
    inputs = {
        "Network": {"ipRange": "10.0.0.0/16"},
        "Volume": {"size": 10, "location": "fsn1"},
        "SshKey": {"publicKey": KEY},
        "Firewall": {},
    }
    id_, state = provider.create(kind, inputs[kind])
    with cloud.open() as project:
        project.content.clear()
    assert provider.read(kind, id_, state) == {}


def test_a_server_that_somebody_else_made_is_imported_by_its_id(provider, cloud):
    with cloud.open() as project:
        made = servers.create(project, name="app-9", server_type="cx23", image="debian-13")
    assert provider.read("Server", str(made["id"]), {})["name"] == "app-9"


def test_a_volume_that_is_plugged_in_is_given_back_all_the_same(provider, cloud):
    id_, state = provider.create("Volume", {"size": 10, "location": "fsn1"})
    server, _ = provider.create("Server", SERVER)
    with cloud.open() as project:
        volumes.attach(project, int(id_), int(server))
    provider.delete("Volume", id_, state)
    assert provider.read("Volume", id_, state) == {}
