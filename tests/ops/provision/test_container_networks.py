"""Containers' ranges are nobody else's."""

from ipaddress import ip_network

import pytest

from ops import environment
from ops.errors import UsageError
from ops.provision import container_networks


def described(**changes):
    return environment.load("production").model_copy(update=changes)


def chosen(**changes):
    networks = container_networks.choose(described(**changes))
    return [networks.bridges, networks.gateway, networks.swarm, networks.overlay]


@pytest.mark.parametrize(
    "changes",
    [
        {"network": ip_network("172.29.4.0/24")},
        {"admin_cidrs": (ip_network("172.16.0.0/12"),)},
        {"egress_allow": (ip_network("172.30.0.0/16"),)},
    ],
)
def test_they_overlap_no_private_range_of_the_environment(changes):
    taken = next(iter(changes.values()))
    taken = taken if isinstance(taken, tuple) else (taken,)
    assert not any(ours.overlaps(theirs) for ours in chosen(**changes) for theirs in taken)


def test_what_is_public_takes_nothing():
    assert chosen(admin_cidrs=(ip_network("172.0.0.0/8"), ip_network("2001:db8::/32"))) == chosen()


def test_without_a_free_range_the_file_and_the_choices_are_named():
    with pytest.raises(
        UsageError, match=r"environments/production\.toml.*172\.28\.0\.0/14.*10\.252\.0\.0/14"
    ):
        chosen(admin_cidrs=(ip_network("172.16.0.0/12"), ip_network("10.0.0.0/8")))
