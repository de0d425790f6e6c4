"""The private network: private, of a usual size, with room, out of reach of deliveries."""

import pytest

from tests.ops.environment.variant import accepted, refused


@pytest.mark.parametrize("network", ["10.20.0.0/16", "172.31.0.0/24", "192.168.4.32/27"])
def test_a_private_network_is_taken(network):
    assert str(accepted(("10.20.0.0/24", network)).network) == network


@pytest.mark.parametrize(
    ("network", "line"),
    [
        ("8.8.8.0/24", "8.8.8.0/24 is not private; choose one in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16"),
        (
            "127.0.0.0/24",
            "127.0.0.0/24 is not private; choose one in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16",
        ),
        ("10.0.0.0/15", "10.0.0.0/15 must be of /16 to /27"),
        ("10.0.0.0/28", "10.0.0.0/28 must be of /16 to /27"),
    ],
)
def test_another_is_not(network, line):
    assert refused(("10.20.0.0/24", network)) == [f"network: {line}"]


def test_a_network_has_room_for_its_hosts():
    def with_hosts(count):
        more = "".join(f'more-{n} = {{ size = "cx23", roles = ["app"] }}\n' for n in range(count - 3))
        return (("10.20.0.0/24", "10.20.0.0/27"), ("[apps]", f"{more}[apps]"), ("= 45", "= 1000"))

    accepted(*with_hosts(21))
    assert refused(*with_hosts(22)) == ["network: 10.20.0.0/27 has room for 21 hosts, here are 22"]


def test_deliveries_are_kept_off_the_hosts():
    accepted(("egress_allow = []", 'egress_allow = ["10.21.0.0/24", "fd00::/8"]'))
    (line,) = refused(("egress_allow = []", 'egress_allow = ["10.0.0.0/8"]'))
    assert line == (
        "egress_allow: 10.0.0.0/8 meets the hosts' own network 10.20.0.0/24: deliveries could reach the"
        " database; name narrower ranges"
    )
