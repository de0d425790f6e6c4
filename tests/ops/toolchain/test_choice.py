"""Which Pulumi runs: its maker's wherever that is, ours only where there is nothing of the maker's."""

import os

import pytest

from ops import versions
from ops.errors import UsageError
from ops.toolchain import choice

MAJOR = versions.PULUMI.partition(".")[0]


@pytest.fixture(autouse=True)
def _nothing_said_before():
    choice._warn.cache_clear()


def refused():
    with pytest.raises(UsageError) as caught:
        choice.engine()
    return str(caught.value)


def test_a_bare_machine_is_told_both_ways(machine):
    assert refused() == (
        "no Pulumi here: install it from its maker (https://www.pulumi.com/docs/install/) or, "
        "where that cannot be reached, type: invoke toolchain"
    )


@pytest.mark.parametrize("place", ["path", "home/.pulumi/bin"])
def test_the_makers_is_found_on_path_and_where_its_installer_puts_it(machine, tmp_path, capsys, place):
    program = machine.official(tmp_path / place)
    found = choice.engine()
    assert (found.pulumi, found.official, found.version) == (program, True, versions.PULUMI)
    assert found.environ["PULUMI_SKIP_UPDATE_CHECK"] == "true"
    assert "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION" not in found.environ
    assert capsys.readouterr().err == ""


def test_pulumi_home_names_another_place(machine, tmp_path, monkeypatch):
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "elsewhere"))
    program = machine.official(tmp_path / "elsewhere/bin")
    assert choice.engine().pulumi == program


def test_a_language_host_elsewhere_on_path_completes_it(machine, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", f"{tmp_path / 'cli'}:{tmp_path / 'language'}")
    program = machine.program(tmp_path / "cli", "pulumi", f"#!/bin/sh\necho v{versions.PULUMI}\n")
    machine.program(tmp_path / "language", "pulumi-language-python")
    assert choice.engine().pulumi == program


def test_a_command_line_without_a_language_host_runs_nothing(machine):
    machine.program(machine.path, "pulumi")
    assert refused().startswith("no Pulumi here")


def test_ours_runs_with_its_stand_ins_first_and_asks_nobody_for_plugins(machine):
    program = machine.built()
    found = choice.engine()
    assert (found.pulumi, found.official, found.version) == (program, False, versions.PULUMI)
    assert found.environ == {
        "PATH": f"{program.parent}{os.pathsep}{machine.path}",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }


def test_ours_is_known_when_it_was_put_on_path_by_hand(machine, monkeypatch):
    program = machine.built()
    monkeypatch.setenv("PATH", f"{program.parent}:{machine.path}")
    assert (choice.engine().pulumi, choice.engine().official) == (program, False)


def test_ours_is_known_behind_a_link(machine):
    program = machine.built()
    (machine.path / "pulumi").symlink_to(program)
    assert not choice.engine().official


def test_the_makers_wins_over_ours_and_never_meets_its_stand_ins(machine, monkeypatch):
    ours = machine.built().parent
    program = machine.official(machine.home / ".pulumi/bin")
    monkeypatch.setenv("PATH", f"{ours}:{machine.path}")
    found = choice.engine()
    assert (found.pulumi, found.official) == (program, True)
    assert found.environ["PATH"] == str(machine.path)


@pytest.mark.parametrize(
    "part",
    ["bin/pulumi-language-python", "plugins/resource-docker-v5.1.0/pulumi-resource-docker"],
)
def test_ours_is_refused_beside_a_part_of_the_makers(machine, part):
    machine.built()
    trace = machine.home / ".pulumi" / part
    machine.program(trace.parent, trace.name)
    assert refused() == (
        f"{trace}: a part of the maker's Pulumi is here, its command line is not: "
        "put it on PATH, or install it whole (https://www.pulumi.com/docs/install/)"
    )


def test_what_an_attempt_to_fetch_a_plugin_left_is_no_plugin(machine):
    machine.built()
    (machine.home / ".pulumi/plugins/resource-docker-v5.1.0").mkdir(parents=True)
    (machine.home / ".pulumi/plugins/resource-docker-v5.1.0.lock").touch()
    assert not choice.engine().official


@pytest.mark.parametrize("version", [f"{MAJOR}.1.0", f"{MAJOR}.999.0"])
def test_another_version_runs_with_one_line_of_warning(machine, capsys, version):
    program = machine.official(machine.path, version)
    assert [choice.engine().version, choice.engine().version] == [version, version]
    assert capsys.readouterr().err == f"{program}: is version {version}; tested with {versions.PULUMI}\n"


@pytest.mark.parametrize(("version", "shown"), [("2.25.2", "2.25.2"), ("30.1.0", "30.1.0"), ("", "unknown")])
def test_another_major_version_is_refused(machine, version, shown):
    program = machine.official(machine.path, version)
    assert refused() == (
        f"{program}: is version {shown}; needed is {versions.PULUMI} (https://www.pulumi.com/docs/install/)"
    )


def test_an_engine_shows_no_environment_when_it_is_printed(machine):
    machine.built()
    assert "PATH" not in repr(choice.engine())
