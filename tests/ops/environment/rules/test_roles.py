"""Which host does what: one edge, a quorum of managers, nothing without its role."""

import pytest

from tests.ops.environment.variant import accepted, refused

EDGE = '["edge", "app", "manager"]'
APP = '["app", "manager"]'
DATA = '["data", "monitor", "manager"]'
QUORUM = "hosts: the role manager belongs to 1 or 3 hosts (of two, neither may be lost), here to"


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ([(EDGE, '["app", "manager"]')], "hosts: the role edge belongs to exactly one host, here to none"),
        (
            [(f"roles = {APP}", 'roles = ["app", "manager", "edge"]')],
            "hosts: the role edge belongs to exactly one host, here to 2 (app-1, app-2)",
        ),
        ([(f"roles = {APP}", 'roles = ["app"]')], f"{QUORUM} 2 (app-1, data-1)"),
        (
            [(EDGE, '["edge", "app"]'), (f"roles = {APP}", 'roles = ["app"]'), (DATA, '["data", "monitor"]')],
            f"{QUORUM} none",
        ),
        (
            [(EDGE, '["edge", "manager"]'), (f"roles = {APP}", 'roles = ["manager"]')],
            "hosts: the role app belongs to at least one host, here to none",
        ),
        (
            [(DATA, '["data", "manager"]')],
            "hosts: the role monitor belongs to at least one host, here to none",
        ),
    ],
)
def test_roles_belong_to_so_many_hosts(changes, line):
    assert refused(*changes) == [line]


def test_a_volume_needs_data_and_data_needs_a_host():
    assert refused((DATA, '["monitor", "manager"]')) == [
        "hosts: the role data belongs to at least one host, here to none",
        "hosts.data-1.volume_gb: only hosts with the role data have a volume; remove it",
    ]


def test_one_manager_is_enough():
    accepted((EDGE, '["edge", "app"]'), (f"roles = {APP}", 'roles = ["app"]'))


SYNCHRONOUS = ('"local" ', '"synchronous" ')
STANDBY = ("[apps]", 'data-2 = { size = "cx33", roles = ["data"] }\n[apps]')


def test_synchronous_needs_a_standby():
    assert refused(SYNCHRONOUS) == [
        "data.durability: synchronous needs two hosts with the role data, here is 1 (data-1)"
    ]
    accepted(SYNCHRONOUS, STANDBY)
