"""Role ssh is told the one user who may log in."""

from ops import environment
from ops.provision.values import base, ssh
from tests.ops.hosts.facts import fact


def test_it_is_the_one_to_whom_people_have_keys():
    host = fact("app-1")
    described = environment.load("production")
    told = ssh.values(described, [host], host)
    assert told == {"ssh_operator": base.values(described, [host], host)["base_operator"]}
