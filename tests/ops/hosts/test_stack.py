"""The stack, opened on the same backend and sealed by the same passphrase as `pulumi up` by hand."""

import pytest
from pulumi import automation

from ops import environment
from ops.errors import UsageError
from ops.hosts import places, stack
from ops.toolchain.choice import Engine

PULUMI = """
test "$1" = version && echo v3.259.0 && exit
echo "$* in $PWD: $PULUMI_BACKEND_URL $PULUMI_CONFIG_PASSPHRASE_FILE $QUIET" >> {log}
{then}
"""


@pytest.fixture
def pulumi(program, tmp_path, monkeypatch):
    """Return `pulumi(then)`: an engine that logs its calls, and then does that."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    def put(then=":"):
        path = program("pulumi", PULUMI.format(log=tmp_path / "log", then=then))
        return Engine(path, True, "3.259.0", {"QUIET": "quiet"})

    return put


def calls(tmp_path):
    return (tmp_path / "log").read_text().splitlines()


def test_it_is_the_projects_own_with_the_machines_passphrase(pulumi, tmp_path):
    found = stack.opened(environment.load("rehearsal"), pulumi())
    passphrase = tmp_path / "config/webhook-monitor/passphrase"
    assert found.name == "rehearsal"
    assert all(line.endswith(f"in {places.PROJECT}:  {passphrase} quiet") for line in calls(tmp_path))
    assert any("stack select --stack rehearsal" in line for line in calls(tmp_path))


def test_to_read_it_none_is_made(pulumi, tmp_path):
    found = stack.existing(environment.load("rehearsal"), pulumi())
    assert found.name == "rehearsal"
    assert [line for line in calls(tmp_path) if "stack init" in line] == []


def test_one_that_is_not_there_is_not_made_either(pulumi, tmp_path):
    engine = pulumi("echo \"error: no stack named 'rehearsal' found\" >&2; exit 255")
    with pytest.raises(automation.StackNotFoundError):
        stack.existing(environment.load("rehearsal"), engine)
    assert [line for line in calls(tmp_path) if "stack init" in line] == []


def test_a_site_elsewhere_has_a_backend_elsewhere(pulumi, tmp_path, monkeypatch):
    monkeypatch.setattr(stack, "BACKEND", {"PULUMI_BACKEND_URL": "file:///site"})
    stack.opened(environment.load("rehearsal"), pulumi())
    assert all(": file:///site " in line for line in calls(tmp_path))


def test_what_pulumi_refuses_is_explained(pulumi):
    engine = pulumi('echo "error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE" >&2; exit 255')
    with pytest.raises(UsageError, match="PULUMI_CONFIG_PASSPHRASE_FILE: required for rehearsal"):
        stack.opened(environment.load("rehearsal"), engine)


def test_commands_that_the_automation_api_lacks(pulumi, tmp_path):
    found = stack.opened(environment.load("rehearsal"), pulumi("echo done"))
    assert stack.call(found, ["state", "unprotect", "--yes", "urn:pulumi:x"]) == "done"
    last = calls(tmp_path)[-1]
    assert last.startswith("state unprotect --yes urn:pulumi:x --stack rehearsal --non-interactive in ")
