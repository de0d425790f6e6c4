"""The DNS zone that holds an environment's domain."""

import pytest

from tests.ops.environment.variant import accepted, refused

DOMAIN = 'domain       = "hooks.example.com"'


@pytest.mark.parametrize(
    ("zone", "found"),
    [("", "example.com"), ('\nzone = "hooks.example.com"', "hooks.example.com"), ('\nzone = ""', "")],
    ids=["the domain's parent", "the one that is named", "none of ours"],
)
def test_the_zone(zone, found):
    assert accepted((DOMAIN, DOMAIN + zone)).dns_zone == found


def test_a_zone_that_does_not_hold_the_domain():
    assert refused((DOMAIN, f'{DOMAIN}\nzone = "example.org"')) == [
        "zone: example.org does not hold hooks.example.com"
    ]


def test_a_zone_that_is_no_domain():
    assert refused((DOMAIN, f'{DOMAIN}\nzone = "Example"')) == [
        "zone: must be a domain in small letters, such as example.com, or empty"
    ]
