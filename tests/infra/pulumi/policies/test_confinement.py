"""No container reaches the real machine's clock, limits or kernel."""

import pytest

from tests.infra.pulumi.policies.judging import broken

THREE = ["CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_SYS_MODULE"]


def reached(adds, drops=()):
    reported = broken("rehearsal", "Container", "app-1", capabilities={"adds": adds, "drops": list(drops)})
    assert {rule for rule, _ in reported} <= {"host-is-confined"}
    return sorted(sentence.split()[1] for _, sentence in reported)


@pytest.mark.parametrize("name", THREE)
def test_what_all_brings_must_be_dropped(name):
    assert reached(["ALL"], [each for each in THREE if each != name]) == [name]


def test_all_without_drops_brings_all_three():
    assert reached(["ALL"]) == sorted(THREE)


@pytest.mark.parametrize("spelled", ["CAP_SYS_TIME", "SYS_TIME", "sys_time"])
def test_a_name_is_known_however_it_is_spelled(spelled):
    assert reached([spelled]) == ["CAP_SYS_TIME"]
    assert reached(["ALL"], [spelled, "SYS_RESOURCE", "SYS_MODULE"]) == []


def test_what_is_added_by_name_stays_even_if_it_is_dropped():
    assert reached(["SYS_TIME"], ["SYS_TIME"]) == ["CAP_SYS_TIME"]


def test_others_may_be_added():
    assert reached(["NET_ADMIN"]) == []


def test_no_capabilities_are_none_too_many():
    assert broken("rehearsal", "Container", "app-1", capabilities=None) == []
