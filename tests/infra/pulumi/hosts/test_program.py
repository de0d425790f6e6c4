"""The program itself: short, and its refusals are sentences."""

import json
import os
import runpy

import pulumi
import pytest
import yaml

from ops.bootstrap import ROOT
from tests.infra.pulumi import fleets
from tests.infra.pulumi.recorder import record

FOLDER = ROOT / "infra" / "pulumi" / "hosts"


@pytest.fixture(autouse=True)
def no_config(monkeypatch):
    monkeypatch.delenv("PULUMI_CONFIG", raising=False)


def run(stack):
    return record(lambda: runpy.run_path(str(FOLDER / "__main__.py")), stack)


@pytest.mark.parametrize("name", fleets.HETZNER)
def test_it_makes_the_environment_of_its_stacks_name(name, recorded):
    ran = run(name)
    assert [(each.urn, each.protect) for each in ran.made] == [
        (each.urn, each.protect) for each in recorded(name).made
    ]
    assert [host["name"] for host in ran.outputs["hosts"]] == [
        host["name"] for host in recorded(name).outputs["hosts"]
    ]


def test_an_environment_that_there_is_not_is_one_sentence():
    with pytest.raises(pulumi.RunError, match=r"nowhere.*production") as caught:
        run("nowhere")
    assert caught.value.__suppress_context__


def test_config_is_refused_before_anything_is_made(monkeypatch):
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps({"hcloud:token": "canary"}))
    with pytest.raises(pulumi.RunError, match="hcloud:token"):
        run("production")


def test_it_is_under_thirty_lines():
    assert len((FOLDER / "__main__.py").read_text().splitlines()) < 30


def test_it_is_an_ordinary_project_in_the_checkouts_own_python():
    project = yaml.safe_load((FOLDER / "Pulumi.yaml").read_text())
    assert project["name"] == "hosts"
    assert project["runtime"]["name"] == "python"
    assert os.path.abspath(FOLDER / project["runtime"]["options"]["virtualenv"]) == str(ROOT / ".venv")


def test_its_state_is_in_a_folder_of_the_checkout_that_git_ignores():
    url = yaml.safe_load((FOLDER / "Pulumi.yaml").read_text())["backend"]["url"]
    state = (FOLDER / url.removeprefix("file://")).resolve()
    assert state == ROOT / "infra" / "pulumi" / "state"
    assert (state / ".gitignore").read_text().splitlines() == ["*", "!.gitignore"]
