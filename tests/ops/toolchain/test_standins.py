"""Our stand-ins start the module of the checkout that they are called in, and say so where they cannot."""

import subprocess

import pytest

from ops.toolchain import standins

PYTHON = '#!/bin/sh\necho "$0" "$@"\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "bin").mkdir()
    standins.write(tmp_path / "bin")
    return tmp_path / "bin"


@pytest.fixture
def checkout(tmp_path):
    """Give a checkout whose Python prints how it was called."""
    made = tmp_path / "a checkout"
    (made / "infra/pulumi/offline").mkdir(parents=True)
    (made / "infra/pulumi/hosts").mkdir()
    (made / ".venv/bin").mkdir(parents=True)
    (made / ".venv/bin/python").write_text(PYTHON)
    (made / ".venv/bin/python").chmod(0o755)
    return made


def call(program, cwd, *words):
    return subprocess.run([program, *words], cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("name", "module"), standins.MODULES.items())
@pytest.mark.parametrize("place", [".", "infra/pulumi/hosts"])
def test_each_starts_its_module_from_anywhere_in_a_checkout(folder, checkout, name, module, place):
    done = call(folder / name, checkout / place, "127.0.0.1:7", "two words")
    python = checkout / ".venv/bin/python"
    assert done.stdout == f"{python} -P -m infra.pulumi.offline.{module} 127.0.0.1:7 two words\n"


@pytest.mark.parametrize("name", standins.MODULES)
def test_outside_a_checkout_it_says_where_it_belongs(folder, tmp_path, name):
    done = call(folder / name, tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"{name}: stands in inside a checkout of webhook-monitor only; this is {tmp_path.resolve()}\n"
    )


def test_in_a_checkout_without_packages_it_says_what_to_type(folder, checkout):
    (checkout / ".venv/bin/python").unlink()
    done = call(folder / "pulumi-resource-docker", checkout)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"pulumi-resource-docker: {checkout.resolve()}/.venv is missing; type: invoke toolchain\n"
    )


def test_ours_are_told_from_the_makers_and_from_nothing(folder, tmp_path):
    (tmp_path / "pulumi-resource-docker").write_bytes(b"\x7fELF\x02\x01")
    assert all(standins.is_ours(folder / name) for name in standins.MODULES)
    assert not standins.is_ours(tmp_path / "pulumi-resource-docker")
    assert not standins.is_ours(tmp_path / "absent")


@pytest.mark.parametrize("name", standins.MODULES)
def test_one_that_is_missing_or_of_another_age_is_not_fresh(folder, name):
    assert standins.are_fresh(folder)
    (folder / name).write_text(f"#!/bin/sh\n{standins.MARK}\nexit 1\n")
    assert not standins.are_fresh(folder)
    (folder / name).unlink()
    assert not standins.are_fresh(folder)
    standins.write(folder)
    assert standins.are_fresh(folder)
