"""Protection is lifted for as long as it takes to destroy, and comes back whatever else happens."""

import pytest

from ops.hosts import resources
from ops.hosts.protection import lifted
from tests.ops.hosts.stacks import Stack, data_host


@pytest.fixture
def stack():
    return Stack(*data_host())


def protected(stack):
    return [each for each in resources.of(stack) if each.protect]


def test_it_is_lifted_inside(stack):
    with lifted(stack, protected(stack)):
        assert stack.protected == []


def test_whoever_says_no_has_it_back(stack):
    with lifted(stack, protected(stack)):
        pass
    assert stack.protected == ["data-1", "data-1-data"]


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, SystemExit])
def test_so_does_a_failure(stack, failure):
    with pytest.raises(failure), lifted(stack, protected(stack)):
        raise failure
    assert stack.protected == ["data-1", "data-1-data"]


def test_what_a_failed_run_destroyed_is_not_asked_for(stack):
    def destroy_half():
        with lifted(stack, protected(stack)):
            del stack.resources[protected_urn(stack, "data-1")]
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - it says nothing
        destroy_half()
    assert stack.protected == ["data-1-data"]


def protected_urn(stack, name):
    return next(urn for urn in stack.resources if urn.endswith(f"Container::{name}"))


def test_once_all_is_destroyed_pulumi_is_not_asked_again(stack):
    with lifted(stack, protected(stack)):
        stack.resources.clear()
    assert stack.calls == ["unprotect"]


def test_where_nothing_is_protected_pulumi_is_not_asked_at_all(stack):
    with lifted(stack, []):
        pass
    assert stack.calls == []
