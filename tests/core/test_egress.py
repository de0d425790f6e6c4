"""Where deliveries may go: public addresses, what EGRESS_ALLOW names, never a metadata service."""

from ipaddress import ip_network

import pytest

from core.egress import blocked

PRIVATE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.1.1",
    "172.31.255.255",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "fc00::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.1.2.3",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "2001:0:1:2:3:4:5:6",
    "2001:db8::1",
]
PUBLIC = [
    "1.1.1.1",
    "203.0.114.1",
    "2606:4700::1111",
    "::ffff:1.1.1.1",
    "64:ff9b::1.1.1.1",
    "2002:101:101::1",
]
METADATA = [
    "169.254.169.254",
    "::ffff:169.254.169.254",
    "64:ff9b::169.254.169.254",
    "2002:a9fe:a9fe::",
    "fd00:ec2::254",
]
EVERYTHING = [ip_network("0.0.0.0/0"), ip_network("::/0")]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public_is_blocked(address):
    assert blocked(address, [])


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_is_not(address):
    assert not blocked(address, [])


@pytest.mark.parametrize("address", METADATA)
def test_metadata_services_are_blocked_whatever_is_allowed(address):
    assert blocked(address, EVERYTHING)


def test_an_allowed_range_opens_itself_alone():
    allow = [ip_network("10.1.0.0/16"), ip_network("fd12::/32")]
    assert not blocked("10.1.2.3", allow)
    assert not blocked("fd12::1", allow)
    assert blocked("10.2.0.1", allow)
    assert blocked("fd13::1", allow)


def test_an_allowed_ipv4_range_covers_its_mapped_form():
    assert not blocked("::ffff:127.0.0.1", [ip_network("127.0.0.0/8")])
    assert blocked("::1", [ip_network("127.0.0.0/8")])


def test_what_is_no_address_is_an_error():
    with pytest.raises(ValueError, match="example"):
        blocked("example.com", [])
