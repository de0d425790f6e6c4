"""What Docker would fill in is written, and hosts end in order."""

import pytest

from tests.infra.pulumi.policies.judging import broken


@pytest.mark.parametrize(
    "change",
    [{"memory": None}, {"memorySwap": None}, {"memory": 0}, {"memorySwap": -1}, {"memorySwap": 1024}],
)
def test_memory_and_swap_are_both_limits(change):
    assert [rule for rule, _ in broken("rehearsal", "Container", "app-1", **change)] == [
        "container-memory-settles"
    ]


@pytest.mark.parametrize(
    "ranges",
    [
        None,
        [],
        [{"subnet": "10.77.0.0/24"}],
        [{"subnet": "10.77.0.0/24", "gateway": "10.77.0.1"}, {"subnet": "fd00::/64"}],
    ],
)
def test_each_range_of_a_network_has_its_gateway(ranges):
    assert [rule for rule, _ in broken("rehearsal", "Network", "private", ipamConfigs=ranges)] == [
        "network-settles"
    ]


@pytest.mark.parametrize("change", [{"destroyGraceSeconds": 0}, {"destroyGraceSeconds": None}])
def test_a_container_is_given_time_to_stop(change):
    assert [rule for rule, _ in broken("rehearsal", "Container", "app-1", **change)] == ["host-is-shut-down"]


@pytest.mark.parametrize("change", [{"shutdownBeforeDeletion": False}, {"shutdownBeforeDeletion": None}])
def test_a_server_is_shut_down(change):
    assert [rule for rule, _ in broken("production", "Server", "app-1", **change)] == ["host-is-shut-down"]
