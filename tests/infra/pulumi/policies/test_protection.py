"""What holds data is protected."""

import pytest

from ops import environment
from tests.infra.pulumi import fleets
from tests.infra.pulumi.policies.judging import broken, judge
from tests.infra.pulumi.recorder import Registration


@pytest.mark.parametrize("name", ["production", "rehearsal"])
def test_a_volume_of_data_that_is_not_is_reported(name):
    assert broken(name, "Volume", "data-1-data", protect=False) == [
        ("volume-is-protected", "data-1-data: a volume outlives its host; give it protect=True")
    ]


def test_a_hosts_own_disk_need_not_be(recorded):
    assert not recorded("rehearsal")["Volume", "app-1-disk"].protect


def test_a_disk_that_is_mounted_elsewhere_holds_data():
    elsewhere = [{"volumeName": "wm-1a2b3c-rehearsal-app-1-disk", "containerPath": "/srv/data"}]
    reported = broken("rehearsal", "Container", "app-1", volumes=elsewhere)
    assert [sentence.split(":")[0] for _, sentence in reported] == ["app-1-disk"]


@pytest.mark.parametrize("kind", ["docker:index/volume:Volume", "hcloud:index/volume:Volume"])
def test_a_volume_that_nothing_mounts_holds_data_too(kind):
    labels = {"owner": "hosts", "environment": "production"}
    lonely = Registration(kind, "v", f"urn:pulumi:production::hosts::{kind}::v", "", {"labels": labels})
    assert [rule for rule, _ in judge([lonely])] == ["volume-is-protected"]


@pytest.mark.parametrize("name", fleets.NAMES)
def test_hosts_that_keep_data_must_be_and_no_others(name):
    kind = "Server" if name in fleets.HETZNER else "Container"
    for host in environment.load(name).hosts:
        reported = [rule for rule, _ in broken(name, kind, host.name, protect=False)]
        assert reported == ["data-host-is-protected"] * host.keeps_data


@pytest.mark.parametrize(
    "labels",
    [
        {"owner": "hosts", "environment": "production"},
        {"owner": "hosts", "environment": "production", "host": "app-9"},
        {"owner": "hosts", "environment": "nowhere", "host": "app-1"},
    ],
)
def test_a_host_that_no_description_knows_is_taken_to_keep_data(labels):
    reported = [rule for rule, _ in broken("production", "Server", "app-1", labels=labels)]
    assert "data-host-is-protected" in reported
