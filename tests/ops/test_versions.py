"""A version is typed once, in ops/versions.py; everything else that must name it agrees."""

import json
import re

import pytest
import yaml

from ops import lock, versions
from ops.bootstrap import ROOT

TABLE = {name: value for name, value in vars(versions).items() if isinstance(value, str) and name.isupper()}
SOURCE = (ROOT / "ops/versions.py").read_text()
RENOVATE = json.loads((ROOT / "renovate.json").read_text())
MODULE = (ROOT / "infra/pulumi/toolchain/go.mod").read_text()
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def hints(text):
    """Return what Renovate finds in a text: its pattern, as Python writes it."""
    (pattern,) = RENOVATE["customManagers"][0]["matchStrings"]
    return {
        (found["depName"], found["currentValue"])
        for found in re.finditer(pattern.replace("(?<", "(?P<"), text)
    }


def test_renovate_finds_every_version_of_the_table():
    assert {value for _, value in hints(SOURCE)} == set(TABLE.values())
    assert SOURCE.count("# renovate: ") == len(TABLE)


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_locked_packages_are_of_the_tables_versions(path):
    locked = dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", path.read_text(), re.MULTILINE))
    named = versions.PYTHON_PACKAGES.keys() & locked.keys()
    assert {name: locked[name] for name in named} == {name: versions.PYTHON_PACKAGES[name] for name in named}


def test_every_package_of_the_table_is_locked():
    locked = "".join(f"\n{path.read_text()}" for path in LOCKS)
    assert [name for name in versions.PYTHON_PACKAGES if f"\n{name}==" not in locked] == []


def test_locking_is_held_to_the_table():
    assert lock.constraints() == (
        f"pulumi=={versions.PULUMI}\npulumi-docker=={versions.PULUMI_DOCKER}\n"
        f"pulumi-hcloud=={versions.PULUMI_HCLOUD}\ncaddy-bin=={versions.CADDY}\n"
    )


@pytest.mark.parametrize("part", ["pkg", "sdk"])
def test_the_command_line_is_built_of_the_sdks_version(part):
    assert f"\n\tgithub.com/pulumi/pulumi/{part}/v3 v{versions.PULUMI} // indirect\n" in MODULE
    hashes = (ROOT / "infra/pulumi/toolchain/go.sum").read_text()
    assert f"\ngithub.com/pulumi/pulumi/{part}/v3 v{versions.PULUMI} h1:" in hashes


def test_the_module_names_what_is_built():
    assert "\ntool github.com/pulumi/pulumi/pkg/v3/cmd/pulumi\n" in MODULE


@pytest.mark.parametrize(("workflow", "job"), [("infrastructure", "hosts"), ("release", "release")])
def test_workflows_install_the_tables_version(workflow, job):
    text = (ROOT / f".github/workflows/{workflow}.yml").read_text()
    assert hints(text) == {("pulumi", versions.PULUMI)}
    steps = yaml.safe_load(text)["jobs"][job]["steps"]
    assert [
        step["with"]["pulumi-version"] for step in steps if "pulumi/actions@" in step.get("uses", "")
    ] == [versions.PULUMI]
