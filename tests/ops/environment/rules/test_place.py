"""Addresses are facts, except those of hosts that one has already."""

import pytest

from tests.ops.environment.variant import accepted, refused

EXISTING = (('"hetzner"', '"existing"'),)
ADDRESSES = (
    ('roles = ["edge"', 'address = "198.51.100.4", private_address = "10.20.0.4", roles = ["edge"'),
    ('roles = ["app", "manager"] }', 'address = "198.51.100.5", roles = ["app", "manager"] }'),
    ("volume_gb = 80", 'volume_gb = 80, address = "198.51.100.6"'),
)


def test_an_address_is_required_of_existing_hosts():
    accepted(*EXISTING, *ADDRESSES)
    assert refused(*EXISTING, *ADDRESSES[:2]) == ["hosts.data-1.address: required with provider existing"]


@pytest.mark.parametrize("key", ["address", "private_address"])
def test_an_address_is_refused_of_others(key):
    assert refused(("volume_gb = 80", f'volume_gb = 80, {key} = "10.20.0.4"')) == [
        f"hosts.data-1.{key}: only provider existing is told addresses; remove it"
    ]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            ("198.51.100.6", "198.51.100.5"),
            "hosts.data-1.address: 198.51.100.5 belongs to app-2 already",
        ),
        (
            ("10.20.0.4", "10.9.0.4"),
            "hosts.app-1.private_address: 10.9.0.4 is no host's address in 10.20.0.0/24",
        ),
        (
            ("10.20.0.4", "10.20.0.255"),
            "hosts.app-1.private_address: 10.20.0.255 is no host's address in 10.20.0.0/24",
        ),
        (("198.51.100.6", "127.0.0.1"), "hosts.data-1.address: '127.0.0.1' is no address of a host"),
        (
            ("198.51.100.6", "198.51.100.6/32"),
            "hosts.data-1.address: '198.51.100.6/32' must be an IPv4 address such as 198.51.100.4",
        ),
        (
            ("198.51.100.6", "db.example.com"),
            "hosts.data-1.address: must be an IPv4 address such as 198.51.100.4",
        ),
    ],
)
def test_an_address_is_one_hosts_and_within_its_network(change, line):
    assert refused(*EXISTING, *ADDRESSES, change) == [line]


def test_regions_are_the_providers():
    assert refused(
        ('"hetzner"', '"docker"'), ('"cx23"', '"medium"'), ('"cx23"', '"medium"'), ('"cx33"', '"large"')
    ) == ["region: unknown region 'fsn1'; choose from local"]
