"""How a program is started."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pulumi.runtime.proto import language_pb2

from infra.pulumi.offline.interpreter import Interpreter
from infra.pulumi.offline.runs import Runs

SECRET = "s3cret"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], dict[str, str]]]:
    """Give what was started, with its environment."""
    calls: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda argv, env: calls.append((argv, env)))
    return calls


def test_configuration_is_in_the_environment_and_in_no_argument(
    started: list[tuple[list[str], dict[str, str]]],
) -> None:
    request = language_pb2.RunRequest(config={"toy:token": SECRET}, configSecretKeys=["toy:token"])
    Runs().start(Interpreter(Path(sys.executable)), request, "engine")
    argv, environ = started[0]
    assert SECRET not in " ".join(argv)
    assert json.loads(environ["PULUMI_CONFIG"]) == {"toy:token": SECRET}
    assert json.loads(environ["PULUMI_CONFIG_SECRET_KEYS"]) == ["toy:token"]


def test_a_program_is_its_folder_and_runs_where_the_command_line_was_called(
    started: list[tuple[list[str], dict[str, str]]],
) -> None:
    info = language_pb2.ProgramInfo(root_directory="/p", program_directory="/p", entry_point=".")
    request = language_pb2.RunRequest(pwd="/p", info=info, stack="dev", parallel=4, dryRun=True)
    Runs().start(Interpreter(Path(sys.executable)), request, "engine")
    job = json.loads(started[0][0][-1])
    assert (job["program"], job["folder"]) == ("/p", "/p")
    assert job["settings"]["stack"] == "dev"
    assert job["settings"]["dry_run"] is True
