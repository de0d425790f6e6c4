"""Addresses that stay with a host's name."""

from ipaddress import IPv4Network
from zlib import crc32

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from infra.pulumi.components.addresses import gateway, numbers, public_network

SMALLEST = IPv4Network("10.9.8.0/27")
names = st.lists(st.from_regex(r"[a-z][a-z0-9-]{0,9}", fullmatch=True), unique=True, max_size=21)
networks = st.builds(
    lambda number, prefix: IPv4Network((number << 8, prefix), strict=False),
    st.integers(10 << 16, (11 << 16) - 1),
    st.integers(16, 27),
)


def digest(name, network):
    return crc32(name.encode()) % (min(network.num_addresses, 256) - 11)


def alone(names, network):
    """Return the names whose digest is no other's."""
    digests = [digest(name, network) for name in names]
    return [name for name in names if digests.count(digest(name, network)) == 1]


def taken(network):
    """Return the addresses that no host may have."""
    return {network[0], gateway(network), network[-1]}


@given(names, networks)
def test_each_host_has_an_address_of_its_own_in_the_network(hosts, network):
    found = numbers(hosts, network)
    assert list(found) == hosts
    assert len(set(found.values())) == len(hosts)
    assert not {network[number] for number in found.values()} & taken(network)
    assert all(network[number] in network for number in found.values())


@given(names, networks)
def test_and_one_in_the_public_network(hosts, network):
    public = public_network(network)
    assert not {public[number] for number in numbers(hosts, network).values()} & taken(public)


@given(names, st.data())
def test_who_leaves_moves_nobody_whose_digest_is_its_own(hosts, data):
    assume(hosts)
    leaver = data.draw(st.sampled_from(hosts))
    left = [name for name in hosts if name != leaver]
    before, after = numbers(hosts, SMALLEST), numbers(left, SMALLEST)
    assert all(before[name] == after[name] for name in alone(hosts, SMALLEST) if name != leaver)


@given(names, st.randoms())
def test_the_order_of_the_file_moves_nobody_whose_digest_is_its_own(hosts, random):
    shuffled = random.sample(hosts, len(hosts))
    before, after = numbers(hosts, SMALLEST), numbers(shuffled, SMALLEST)
    assert all(before[name] == after[name] for name in alone(hosts, SMALLEST))


@given(names)
def test_of_two_with_one_digest_the_first_in_the_file_keeps_its_place(hosts):
    found = numbers(hosts, SMALLEST)
    for name in hosts:
        first = next(each for each in hosts if digest(each, SMALLEST) == digest(name, SMALLEST))
        assert found[first] == 10 + digest(first, SMALLEST)


def test_a_full_network_still_has_an_address_for_each():
    hosts = [f"host-{number}" for number in range(21)]
    assert sorted(numbers(hosts, SMALLEST).values()) == list(range(10, 31))


def test_the_usual_names_never_share_a_digest():
    usual = [*(f"app-{number}" for number in range(1, 9)), *(f"data-{number}" for number in range(1, 4))]
    assert alone(usual, IPv4Network("10.20.0.0/24")) == usual


def test_numbers_are_what_they_were_in_the_first_release():
    assert numbers(["app-1", "app-2", "data-1"], IPv4Network("10.20.0.0/24")) == {
        "app-1": 71,
        "app-2": 116,
        "data-1": 196,
    }


@pytest.mark.parametrize(
    ("private", "public"),
    [
        ("10.77.0.0/24", "198.18.77.0/24"),
        ("10.0.78.0/24", "198.18.78.0/24"),
        ("172.16.0.0/16", "198.18.16.0/24"),
        ("192.168.1.0/27", "198.18.169.0/24"),
    ],
)
def test_the_public_network_is_derived(private, public):
    assert public_network(IPv4Network(private)) == IPv4Network(public)


@given(networks)
def test_the_public_network_is_in_the_range_for_benchmarks(network):
    assert public_network(network).subnet_of(IPv4Network("198.18.0.0/15"))
