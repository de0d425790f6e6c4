"""Where the cloud is kept."""

from pathlib import Path

import pytest

from infra.pulumi.offline.hcloud import state_file
from infra.pulumi.offline.resource import RefusedError

TOKEN, OTHER = "a" * 64, "b" * 64


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "hosts"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: hosts\nbackend:\n  url: file://../state\n")
    return folder


def test_it_is_where_the_variable_says():
    environ = {state_file.VARIABLE: "/somewhere/cloud.json"}
    assert state_file.locate(environ, Path("/"), TOKEN) == Path("/somewhere/cloud.json")


def test_else_beside_the_projects_state(project):
    assert state_file.locate({}, project, TOKEN).parent.resolve() == project.parent / "state"


def test_pulumis_own_variable_goes_first(project, tmp_path):
    environ = {"PULUMI_BACKEND_URL": f"file://{tmp_path}/mine"}
    assert state_file.locate(environ, project, TOKEN).parent == tmp_path / "mine"


def test_a_token_opens_its_own_project_and_is_not_in_the_name(project):
    mine, other = (state_file.locate({}, project, token) for token in (TOKEN, OTHER))
    assert mine != other
    assert "aaaa" not in mine.name


@pytest.mark.parametrize("environ", [{"PULUMI_BACKEND_URL": "s3://bucket"}, {}])
def test_without_a_folder_it_asks_for_the_variable(environ, tmp_path):
    with pytest.raises(RefusedError, match="set WEBHOOK_MONITOR_HCLOUD_STATE"):
        state_file.locate(environ, tmp_path, TOKEN)
