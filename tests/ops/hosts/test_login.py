"""As whom hosts let us in: root at first contact, the operator once they are provisioned."""

import pytest

from infra.pulumi.rehearsal import operator_key
from ops import environment
from ops.hosts import ssh
from tests.ops.hosts.facts import fact

FACTS = [fact("app-1"), fact("data-1", number=11)]
ROOT_ALONE = 'case "$*" in *"-l operator"*) echo "Permission denied." >&2; exit 255;; esac'


@pytest.fixture(autouse=True)
def key(tmp_path, monkeypatch):
    monkeypatch.setattr(operator_key, "path", lambda: tmp_path / "key")


def users(state):
    config = (state / "rehearsal/ssh_config").read_text()
    return [line.split()[1] for line in config.splitlines() if line.startswith("  User ")]


def log_in(state):
    return ssh.log_in(environment.load("rehearsal"), FACTS, state / "known_hosts")


def test_a_bare_host_lets_root_in(program, state):
    program("ssh", ROOT_ALONE)
    assert log_in(state) == {"app-1": "root", "data-1": "root"}
    assert users(state) == ["root", "root"]


def test_a_provisioned_host_lets_the_operator_in_and_root_is_not_tried(program, state, tmp_path):
    program("ssh", f'echo "$@" >> {tmp_path}/asked')
    assert log_in(state) == {"app-1": "operator", "data-1": "operator"}
    assert users(state) == ["operator", "operator"]
    assert "-l root" not in (tmp_path / "asked").read_text()


def test_hosts_may_differ_in_it(program, state):
    program("ssh", ROOT_ALONE.replace('*"-l operator"*', '*"-l operator data-1"*'))
    assert log_in(state) == {"app-1": "operator", "data-1": "root"}


def test_a_host_that_became_provisioned_is_written_down_anew(program, state):
    (state / "rehearsal").mkdir()
    program("ssh", "exit 0")
    ssh.again(environment.load("rehearsal"), FACTS, {"app-1": "root", "data-1": "operator"})
    assert users(state) == ["operator", "operator"]


def test_a_run_that_ended_before_the_operator_was_made_goes_on_as_root(program, state):
    (state / "rehearsal").mkdir()
    program("ssh", ROOT_ALONE)
    ssh.again(environment.load("rehearsal"), FACTS, {"app-1": "root", "data-1": "operator"})
    assert users(state) == ["root", "operator"]
