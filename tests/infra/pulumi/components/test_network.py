"""Networks: gateways given, labels never a reason to replace, MTU as described."""

import pytest

from tests.infra.pulumi import fleets
from tests.ops.environment.variant import accepted


def test_a_docker_network_is_exactly_this(rehearsal):
    assert rehearsal["Network", "private"].inputs == {
        "name": "wm-1a2b3c-rehearsal-private",
        "driver": "bridge",
        "internal": True,
        "options": {"com.docker.network.driver.mtu": "1450"},
        "ipamConfigs": [{"subnet": "10.77.0.0/24", "gateway": "10.77.0.1"}],
        "labels": [
            {"label": "owner", "value": "hosts"},
            {"label": "environment", "value": "rehearsal"},
            {"label": "checkout", "value": "1a2b3c"},
        ],
    }


def test_the_public_one_has_a_way_out_and_a_range_of_its_own(rehearsal):
    public = rehearsal["Network", "public"].inputs
    assert public["internal"] is False
    assert public["ipamConfigs"] == [{"subnet": "198.18.77.0/24", "gateway": "198.18.77.1"}]


@pytest.mark.parametrize("name", fleets.DOCKER)
def test_a_changed_label_replaces_no_network(name, recorded):
    assert [each.ignore_changes for each in recorded(name).of("Network")] == [("labels",)] * 2


def test_hetzners_is_one_range_with_one_subnet(production):
    assert production["Network", "private"].inputs == {
        "name": "production-private",
        "ipRange": "10.20.0.0/24",
        "labels": {"owner": "hosts", "environment": "production"},
    }
    subnet = dict(production["NetworkSubnet", "subnet"].inputs)
    assert isinstance(subnet.pop("networkId"), float)
    assert subnet == {"type": "cloud", "networkZone": "eu-central", "ipRange": "10.20.0.0/24"}


@pytest.mark.parametrize(
    ("region", "size", "zone"),
    [
        ("nbg1", "cx23", "eu-central"),
        ("hel1", "cx23", "eu-central"),
        ("ash", "cpx21", "us-east"),
        ("hil", "cpx21", "us-west"),
        ("sin", "cpx22", "ap-southeast"),
    ],
)
def test_its_zone_is_the_regions(region, size, zone):
    there = accepted(
        ('"fsn1"', f'"{region}"'), ('"cx23"', f'"{size}"'), ("limit_eur = 8", "limit_eur = 300"), of="staging"
    )
    assert fleets.made(there)["NetworkSubnet", "subnet"].inputs["networkZone"] == zone
