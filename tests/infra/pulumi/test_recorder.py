"""The recorder fails where Pulumi's own way of testing passes in silence."""

import pulumi
import pulumi_docker as docker
import pytest

from tests.infra.pulumi.recorder import record


def test_a_callback_that_nobody_waits_for_fails_the_test():
    with pytest.raises(AssertionError, match="never seen otherwise"):
        record(lambda: pulumi.Output.from_input("x").apply(_refuse))


def test_so_does_one_that_hangs_on_what_a_provider_answers():
    with pytest.raises(AssertionError, match="never seen otherwise"):
        record(lambda: docker.Volume("v").name.apply(_refuse))


def test_options_are_kept():
    options = pulumi.ResourceOptions(
        protect=True, ignore_changes=["labels"], replace_on_changes=["driver"], delete_before_replace=True
    )
    volume = record(lambda: docker.Volume("v", opts=options))["Volume", "v"]
    assert (volume.protect, volume.ignore_changes) == (True, ("labels",))
    assert (volume.replace_on_changes, volume.delete_before_replace) == (("driver",), True)


def test_runs_know_nothing_of_each_other():
    assert [each.name for each in record(lambda: docker.Volume("one")).made] == ["one"]
    assert [each.name for each in record(lambda: docker.Volume("two")).made] == ["two"]


def test_an_empty_program_makes_nothing():
    assert record(lambda: None).made == []


def test_a_resource_that_nobody_asked_for_is_not_found():
    with pytest.raises(ValueError, match="not enough values"):
        record(lambda: docker.Volume("v"))["Volume", "w"]


def _refuse(_: str) -> None:
    raise AssertionError("never seen otherwise")
