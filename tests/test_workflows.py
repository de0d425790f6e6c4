"""The workflows: they call tasks, run nobody's code that is not pinned, and end what they have begun."""

import re

import pytest
import yaml

import tasks
from ops import environment
from ops.environment import Provider
from tests.conftest import ROOT

FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))
WORKFLOWS = {file.stem: yaml.load(file.read_text(), yaml.BaseLoader) for file in FILES}
"""As they are written: YAML 1.1 would read `on` as a truth."""
RELEASE = WORKFLOWS["release"]["jobs"]["release"]
STEPS = [
    (name, step)
    for name, workflow in WORKFLOWS.items()
    for job in workflow["jobs"].values()
    for step in job.get("steps", ())
]
PREPARED = "python3 -m pip install invoke"


def test_each_step_calls_a_task_and_nothing_else():
    typed = {step["run"] for _, step in STEPS if "run" in step} - {PREPARED}
    named = {re.match(r'invoke ("\$TASK"|[a-z]+)( [^;&|\n]+)?$', line)[1] for line in typed}
    choices = RELEASE_INPUTS["task"]["options"]
    assert all(callable(getattr(tasks, name)) for name in [*choices, *(named - {'"$TASK"'})])


def test_every_action_is_pinned_by_digest_with_its_version_beside_it():
    for file in FILES:
        used = re.findall(r"uses: (.+)", file.read_text())
        assert [
            use for use in used if not re.fullmatch(r"\S+@[0-9a-f]{40}  # v[\d.]+|\$/\S+\.yml", use)
        ] == []


def test_a_digest_is_the_same_wherever_it_stands():
    used = {step["uses"] for _, step in STEPS if "uses" in step}
    assert len({use.partition("@")[0] for use in used}) == len(used)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_none_may_write_to_the_repository(name):
    assert WORKFLOWS[name]["permissions"] == {"contents": "read"}


RELEASE_INPUTS = WORKFLOWS["release"]["on"]["workflow_dispatch"]["inputs"]


def test_pull_requests_are_linted_tested_and_built():
    assert "pull_request" in WORKFLOWS["checks"]["on"]
    lines = [step.get("run") for name, step in STEPS if name == "checks"]
    assert {"invoke lint", "invoke test", "invoke rehearse --only images"} <= set(lines)


def test_what_is_merged_goes_to_staging_once_it_is_checked():
    assert WORKFLOWS["release"]["on"]["push"] == {"branches": ["main"]}
    assert RELEASE["environment"] == "${{ inputs.environment || 'staging' }}"
    assert RELEASE["needs"] == "checks"


def test_the_environments_are_those_that_are_rented():
    rented = {name for name in environment.names() if environment.load(name).provider is Provider.HETZNER}
    assert set(RELEASE_INPUTS["environment"]["options"]) == rented


def test_an_environment_has_one_release_at_a_time_which_nobody_cancels():
    assert RELEASE["concurrency"] == {
        "group": "release-${{ inputs.environment || 'staging' }}",
        "cancel-in-progress": "false",
    }


def test_secrets_are_given_to_the_task_alone_and_nothing_typed_becomes_code():
    *others, task = RELEASE["steps"]
    assert "secrets." not in str(others)
    assert "${{" not in task["run"]
