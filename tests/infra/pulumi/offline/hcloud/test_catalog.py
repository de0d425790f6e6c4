"""What Hetzner offers, as our environments may describe it."""

import pytest

from infra.pulumi.offline.hcloud import catalog
from ops import versions
from ops.environment.provider import REGIONS, Provider
from ops.environment.sizes import SIZES


@pytest.mark.parametrize("size", SIZES[Provider.HETZNER])
def test_each_size_of_an_environment_is_rented_with_its_disk(size):
    assert catalog.server_type(size).disk == SIZES[Provider.HETZNER][size].disk_gb


@pytest.mark.parametrize("region", REGIONS[Provider.HETZNER])
def test_each_region_of_an_environment_is_a_location(region):
    assert catalog.location(region) == region


@pytest.mark.parametrize("architecture", ["x86", "arm"])
def test_our_image_is_there_for_both_architectures(architecture):
    assert catalog.image(f"debian-{versions.DEBIAN}", architecture) == f"debian-{versions.DEBIAN}"


def test_an_image_by_id_is_of_one_architecture():
    assert catalog.image(str(catalog.IMAGE_IDS["debian-13", "arm"]), "arm") == "debian-13"
