"""Failures on request: which creation, and whether it happened."""

import pytest

from infra.pulumi.offline.hcloud.cloud import Cloud
from infra.pulumi.offline.hcloud.faults import Faults, Kind
from infra.pulumi.offline.hcloud.store import Store
from infra.pulumi.offline.resource import RefusedError


def make(path, wish, count=3):
    """Make servers; return what is there and what was said."""
    cloud, said = Cloud(Store(path), Faults(wish)), []
    for number in range(1, count + 1):
        try:
            cloud.create(Kind.SERVER, lambda project, name=f"app-{number}": project.add("server", name))
        except RefusedError as refusal:
            said.append(str(refusal))
    with cloud.open() as project:
        return [record["name"] for record in project.all("server")], said


def test_nothing_fails_unasked(tmp_path):
    assert make(tmp_path / "it", "") == (["app-1", "app-2", "app-3"], [])


def test_the_second_server_is_not_made(tmp_path):
    there, said = make(tmp_path / "it", "server:2")
    assert there == ["app-1", "app-3"]
    assert said == [
        "error during placement, as WEBHOOK_MONITOR_HCLOUD_FAIL=server:2 asked (resource_unavailable)"
    ]


def test_the_second_server_is_made_and_nobody_hears_of_it(tmp_path):
    there, said = make(tmp_path / "it", "server:2:after")
    assert there == ["app-1", "app-2", "app-3"]
    assert said == ["the answer was lost, as WEBHOOK_MONITOR_HCLOUD_FAIL=server:2:after asked (timeout)"]


def test_other_kinds_are_not_counted(tmp_path):
    assert make(tmp_path / "it", "volume:1") == (["app-1", "app-2", "app-3"], [])


@pytest.mark.parametrize("wish", ["servers:2", "server", "server:two", "server:2:never"])
def test_a_wish_that_means_nothing_is_refused(wish):
    with pytest.raises(RefusedError, match=rf"FAIL: must be KIND:NUMBER .* server, .*\(got '{wish}'\)"):
        Faults(wish)
