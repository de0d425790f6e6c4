"""The rules of the house that no linter holds."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from core.topology import Port

ROOT = Path(__file__).parents[1]
NOT_PACKAGES = {"tests"}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
NEVER_PACKAGES = ("ansible", "docker", "infra")
PROGRAMS_IMPORT = {
    "core.topology",
    "ops.bootstrap",
    "ops.environment",
    "ops.errors",
    "ops.site",
    "ops.versions",
}
"""What Pulumi's programs know of us: descriptions, names and versions, and nothing that acts."""


def python_files():
    return [path for folder in (*code_on_disk(), "tests") for path in files_of(folder)]


def files_of(folder):
    """Return its Python, but for what Ansible copies to hosts, where it runs alone."""
    return [path for path in (ROOT / folder).rglob("*.py") if ROOT / "ansible" / "roles" not in path.parents]


def code_on_disk():
    """Return our packages, and the folders of code that must never be one."""
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - NOT_PACKAGES
    return packages | {folder for folder in NEVER_PACKAGES if files_of(folder)}


def imports(path):
    """Yield the modules that a file imports, wherever in it; `from ops import versions` is ops.versions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            inside = {"ops", "core", "infra", "infra.pulumi"}
            yield from (f"{node.module}.{name.name}" for name in node.names if node.module in inside)
            if node.module not in inside:
                yield node.module


def importers(folders, *forbidden):
    """Return the files of folders that import one of these or what is inside."""
    return [
        f"{path.relative_to(ROOT)}: {module}"
        for folder in folders
        for path in files_of(folder)
        for module in imports(path)
        if any(f"{module}.".startswith(f"{name}.") for name in forbidden)
    ]


def test_all_code_on_disk_is_under_the_import_contracts():
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert code_on_disk() == set(linter["root_packages"])


def test_all_code_on_disk_is_type_checked():
    mypy = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    assert code_on_disk() == set(mypy["packages"])


def test_pulumis_programs_import_descriptions_and_nothing_that_acts():
    ours = {module for path in files_of("infra") for module in imports(path)}
    ours = {module for module in ours if module.split(".")[0] in code_on_disk() - {"infra"}}
    strangers = {
        module
        for module in ours
        if not any(f"{module}.".startswith(f"{allowed}.") for allowed in PROGRAMS_IMPORT)
    }
    assert strangers == set()
    assert len(ours & PROGRAMS_IMPORT) > 3


def test_apps_know_nothing_of_infra():
    assert importers(["core", "service", "worker", "web"], "infra") == []


def test_tasks_are_invokes_and_nothing_else_is():
    assert importers(["infra", "ops", "core", "service", "worker", "web"], "invoke") == []


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
