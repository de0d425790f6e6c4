"""A host as a rented server."""

import pytest

from tests.infra.pulumi import fleets
from tests.ops.environment.variant import accepted


@pytest.fixture(params=fleets.HETZNER)
def servers(request, recorded):
    return recorded(request.param).of("Server")


def test_a_server_is_exactly_this(production):
    made = dict(production["Server", "data-1"].inputs)
    assert len(made.pop("firewallIds")) == len(made.pop("sshKeys")) == 1
    assert made == {
        "name": "production-data-1",
        "serverType": "cx33",
        "image": "debian-13",
        "location": "fsn1",
        "shutdownBeforeDeletion": True,
        "labels": {"owner": "hosts", "environment": "production", "host": "data-1"},
    }


def test_keys_of_people_are_given_at_birth_and_ignored_from_then_on(servers):
    assert [each.ignore_changes for each in servers] == [("sshKeys",)] * len(servers)


def test_size_and_image_are_not_ignored():
    bigger = fleets.made(accepted(('"cx23"', '"cx33"'), ("limit_eur = 8", "limit_eur = 20"), of="staging"))
    assert bigger["Server", "all-1"].inputs["serverType"] == "cx33"
    assert not {"serverType", "image"} & set(bigger["Server", "all-1"].ignore_changes)


def test_names_and_addresses_are_given_back_before_they_are_taken_again(recorded):
    for name in fleets.HETZNER:
        tied = [
            each
            for kind in ("Server", "ServerNetwork", "VolumeAttachment", "SshKey")
            for each in recorded(name).of(kind)
        ]
        assert all(each.delete_before_replace for each in tied)


def test_a_server_is_in_the_private_network_at_its_address(production):
    inside = dict(production["ServerNetwork", "app-2"].inputs)
    assert inside.pop("serverId") != production["ServerNetwork", "app-1"].inputs["serverId"]
    assert isinstance(inside.pop("subnetId"), str)
    assert inside == {"ip": "10.20.0.116"}


def test_its_volume_is_attached_and_left_to_ansible(production):
    attached = production["VolumeAttachment", "data-1"].inputs
    assert attached["automount"] is False
    assert attached["serverId"] == production["ServerNetwork", "data-1"].inputs["serverId"]
