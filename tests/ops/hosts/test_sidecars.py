"""What a killed run leaves half written beside Pulumi's files."""

import json

import pytest

from ops.hosts import sidecars


@pytest.fixture
def backend(tmp_path):
    stacks = tmp_path / ".pulumi/stacks/hosts"
    stacks.mkdir(parents=True)
    (stacks / "production.json").write_text("{}")
    (stacks / "production.json.attrs").write_text(json.dumps({"user.content_type": "text/plain"}))
    return stacks


def test_whole_ones_stay(backend):
    assert sidecars.mend(backend) == 0
    assert (backend / "production.json.attrs").exists()


@pytest.mark.parametrize("left", ["", '{"user.content_type": "te'])
def test_half_written_ones_go_and_nothing_else(backend, left):
    (backend / "rehearsal.json").write_text("")
    (backend / "rehearsal.json.attrs").write_text(left)
    assert sidecars.mend(backend) == 1
    assert sorted(file.name for file in backend.iterdir()) == [
        "production.json",
        "production.json.attrs",
        "rehearsal.json",
    ]


def test_a_backend_that_is_not_there_yet(tmp_path):
    assert sidecars.mend(tmp_path / ".pulumi") == 0
