"""The rules of the house that no linter holds."""

import re
import tomllib
from pathlib import Path

import pytest

from core.topology import Port

ROOT = Path(__file__).parents[1]
NOT_PACKAGES = {"tests"}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
NEVER_PACKAGES = ("ansible", "docker", "infra")


def python_files():
    folders = [*packages_on_disk(), "tests"]
    return [path for folder in folders for path in (ROOT / folder).rglob("*.py")]


def packages_on_disk():
    return {path.parent.name for path in ROOT.glob("*/__init__.py")} - NOT_PACKAGES


def test_every_package_on_disk_is_under_the_import_contracts():
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert packages_on_disk() == set(linter["root_packages"])


def test_every_package_on_disk_is_type_checked():
    mypy = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    assert packages_on_disk() == set(mypy["packages"])


def test_no_module_is_named_for_nothing():
    assert [path for path in python_files() if path.stem in FORBIDDEN_NAMES] == []


@pytest.mark.parametrize("folder", NEVER_PACKAGES)
def test_no_folder_shadows_a_package_of_its_tool(folder):
    assert list((ROOT / folder).rglob("__init__.py")) == []


def test_files_stay_short():
    assert [path for path in python_files() if len(path.read_text().splitlines()) > 500] == []


def test_ports_are_typed_once():
    number = re.compile(rf"\b({'|'.join(str(port.value) for port in Port)})\b")
    code = [path for path in python_files() if ROOT / "tests" not in path.parents]
    typed = {path.relative_to(ROOT) for path in code if number.search(path.read_text())}
    assert typed == {Path("core/topology.py")}
