"""docker.Volume."""

import pytest

from tests.infra.pulumi.offline.docker.fake_engine import FakeEngine
from tests.infra.pulumi.offline.stack import Did, FailedError, Stack


def test_its_outputs_are_those_of_the_official_plugin(volume: Stack) -> None:
    volume.up({"name": "disk"})
    assert volume.id == "disk"
    assert volume.state["mountpoint"] == "/var/lib/docker/volumes/disk/_data"
    assert volume.state["driver"] == "local"


def test_a_volume_of_that_name_that_is_there_is_taken(volume: Stack, engine: FakeEngine) -> None:
    engine.create_volume("disk", driver="local", driver_opts=None, labels={"data": "old"})
    volume.up({"name": "disk"})
    assert engine.volumes["disk"]["Labels"] == {"data": "old"}


def test_untouched_it_settles(volume: Stack) -> None:
    volume.up({"name": "disk"})
    volume.refresh()
    assert volume.up({"name": "disk"}) == Did.NOTHING


def test_in_use_it_is_not_removed_and_the_user_is_told(
    volume: Stack, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    volume.up({"name": "disk"})
    engine.refusals["remove"] = "remove disk: volume is in use - [abc]"
    monkeypatch.setattr("infra.pulumi.offline.docker.removal._SECONDS", 0)
    with pytest.raises(FailedError, match="Unable to remove volume disk: it is in use after"):
        volume.delete()


def test_gone_already_is_no_error_when_it_is_deleted(volume: Stack, engine: FakeEngine) -> None:
    volume.up({"name": "disk"})
    engine.volumes.clear()
    volume.delete()
