"""The language host, without an engine; what a program does under it is rehearsed with one."""

import sys
from pathlib import Path
from unittest.mock import Mock

import pytest
from google.protobuf import struct_pb2
from pulumi.runtime.proto import language_pb2

from infra.pulumi.offline.language import Language
from infra.pulumi.offline.runs import Run, Runs
from tests.infra.pulumi.offline.stack import Context, FailedError


@pytest.fixture
def language() -> Language:
    return Language("127.0.0.1:1", Runs())


def project(virtualenv: str, folder: Path = Path("/")) -> language_pb2.ProgramInfo:
    options = struct_pb2.Struct()
    options.update({"virtualenv": virtualenv})
    return language_pb2.ProgramInfo(root_directory=str(folder), options=options)


def test_it_asks_for_the_plugins_of_the_sdks_that_are_installed(language: Language) -> None:
    request = language_pb2.GetRequiredPackagesRequest(info=project(sys.prefix))
    packages = language.GetRequiredPackages(request, Context()).packages
    found = {package.name: (package.kind, package.version) for package in packages}
    assert found["docker"] == ("resource", "v5.1.0")
    assert "hcloud" in found


def test_it_tells_the_python_of_the_project(language: Language) -> None:
    about = language.About(language_pb2.AboutRequest(info=project(sys.prefix)), Context())
    assert about.executable == f"{sys.prefix}/bin/python"
    assert about.version == ".".join(map(str, sys.version_info[:3]))


def test_a_virtualenv_that_is_not_there_is_one_sentence(language: Language, tmp_path: Path) -> None:
    request = language_pb2.GetRequiredPackagesRequest(info=project(".venv", tmp_path))
    sentence = f"^offline stand-in for pulumi-language-python: there is no {tmp_path}/.venv/bin/python: make"
    with pytest.raises(FailedError, match=sentence):
        language.GetRequiredPackages(request, Context())


def test_it_installs_nothing_and_says_who_does(language: Language) -> None:
    (said,) = language.InstallDependencies(Mock(), Mock())
    assert b"`invoke` makes the virtualenv" in said.stderr


@pytest.mark.parametrize(
    ("code", "bail", "error"),
    [
        (0, False, ""),
        (Run.TOLD, True, ""),
        (3, False, "offline stand-in for pulumi-language-python: the program ended with 3"),
    ],
)
def test_what_the_user_knows_already_is_not_said_again(code: int, bail: bool, error: str) -> None:
    run = Mock(TOLD=Run.TOLD, wait=Mock(return_value=code))
    language = Language("127.0.0.1:1", Mock(start=Mock(return_value=run)))
    response = language.Run(language_pb2.RunRequest(info=project(sys.prefix)), Mock())
    assert (response.bail, response.error) == (bail, error)


def test_an_engine_that_hangs_up_interrupts_the_program() -> None:
    run, context = Mock(TOLD=Run.TOLD, wait=Mock(return_value=0)), Mock()
    language = Language("127.0.0.1:1", Mock(start=Mock(return_value=run)))
    language.Run(language_pb2.RunRequest(info=project(sys.prefix)), context)
    context.add_callback.assert_called_once_with(run.interrupt)
