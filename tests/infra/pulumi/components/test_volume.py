"""Volumes of data: protected, whoever rents them out."""

import pytest

from tests.infra.pulumi import fleets


def test_at_hetzner_it_is_exactly_this(production):
    assert production["Volume", "data-1-data"].inputs == {
        "name": "production-data-1-data",
        "size": 80,
        "format": "ext4",
        "location": "fsn1",
        "labels": {"owner": "hosts", "environment": "production", "host": "data-1"},
    }


def test_at_docker_it_is_exactly_this(rehearsal):
    assert rehearsal["Volume", "data-1-data"].inputs == {
        "name": "wm-1a2b3c-rehearsal-data-1-data",
        "labels": [
            {"label": "owner", "value": "hosts"},
            {"label": "environment", "value": "rehearsal"},
            {"label": "checkout", "value": "1a2b3c"},
            {"label": "host", "value": "data-1"},
        ],
    }


@pytest.mark.parametrize("name", fleets.NAMES)
def test_data_is_protected_and_a_hosts_own_disk_goes_with_it(name, recorded):
    for each in recorded(name).of("Volume"):
        assert each.protect is each.name.endswith("-data")


@pytest.mark.parametrize("name", fleets.NAMES)
def test_it_belongs_to_a_component_of_its_own_so_that_destroy_finds_it(name, recorded):
    for each in recorded(name).of("Volume"):
        assert ("webhook-monitor:hosts:Volume$" in each.urn) is each.protect
