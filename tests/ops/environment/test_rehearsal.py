"""A rehearsal is worth what it shares with the real thing: what differs is listed here, and nothing else."""

import tomllib
from fnmatch import fnmatch

import pytest

from infra.pulumi.components.addresses import public_network
from ops import environment
from ops.environment import FOLDER

DIFFERS = {
    "provider",
    "domain",
    "contact",
    "region",
    "network",
    "admin_cidrs",
    "egress_allow",
    "hosts.*.size",
    "apps.*.memory_mb",
    "data.*_memory_mb",
    "data.retention.*",
    "backup.endpoint",
    "backup.bucket",
    "alerts.*",
    "cost.*",
    "confirm",
    "tagged",
}
PAIRS = [("rehearsal", "production"), ("rehearsal-one", "staging")]


def leaves(tree, path=""):
    if not isinstance(tree, dict):
        return {path: tree}
    return {
        place: value
        for key, inner in tree.items()
        for place, value in leaves(inner, f"{path}.{key}".lstrip(".")).items()
    }


def differences(one, other):
    """Return the places where two trees differ, by value or because one has none."""
    ours, theirs = leaves(one), leaves(other)
    return {place for place in ours | theirs if ours.get(place) != theirs.get(place)}


def tree(name):
    return tomllib.loads((FOLDER / f"{name}.toml").read_text())


def unlisted(places):
    return {place for place in places if not any(fnmatch(place, pattern) for pattern in DIFFERS)}


@pytest.mark.parametrize(("rehearsal", "real"), PAIRS)
def test_a_rehearsal_differs_only_in_what_is_listed(rehearsal, real):
    assert unlisted(differences(tree(rehearsal), tree(real))) == set()


@pytest.mark.parametrize(("rehearsal", "real"), PAIRS)
def test_its_hosts_have_the_same_names_roles_volumes_and_order(rehearsal, real):
    def shape(name):
        return [(host.name, host.roles, host.volume_gb) for host in environment.load(name).hosts]

    assert shape(rehearsal) == shape(real)


def test_another_difference_would_be_seen():
    changed = tree("rehearsal")
    changed["apps"]["api"]["replicas"] = 9
    changed["hosts"]["app-1"]["roles"] = ["edge"]
    del changed["mtu"]
    changed["people"]["eve"] = "key"
    assert unlisted(differences(changed, tree("production"))) == {
        "apps.api.replicas",
        "hosts.app-1.roles",
        "mtu",
        "people.eve",
    }


def test_no_two_environments_share_a_network():
    networks = [environment.load(name).network for name in environment.names()]
    assert not [(a, b) for a in networks for b in networks if a is not b and a.overlaps(b)]


@pytest.mark.parametrize("rehearsal", [rehearsal for rehearsal, _ in PAIRS])
def test_people_log_in_from_the_network_that_plays_the_internet(rehearsal):
    found = environment.load(rehearsal)
    assert found.admin_cidrs == (public_network(found.network),)
