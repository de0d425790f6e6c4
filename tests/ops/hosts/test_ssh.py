"""How to log in: host keys are always checked, and a host that does not let us in says why."""

import re
import subprocess

import pytest

from infra.pulumi.rehearsal import operator_key
from ops import environment
from ops.bootstrap import ROOT
from ops.errors import OpsError
from ops.hosts import ssh
from tests.ops.hosts.facts import fact

SWITCHES_OFF = re.compile(
    r"StrictHostKeyChecking[\s=]*[\"']?(no|off|accept-new|ask)|KnownHostsFile[\s=]*[\"']?(/dev/null|none)"
    r"|host_key_checking[\s=:]*[\"']?(false|no|off|0)|AutoAddPolicy|WarningPolicy|NoHostAuthenticationForLocalhost",
    re.IGNORECASE,
)


@pytest.fixture
def key(tmp_path, monkeypatch):
    path = tmp_path / "rehearsal key"
    monkeypatch.setattr(operator_key, "path", lambda: path)
    return path


def configured(name, tmp_path):
    facts = [fact("app-1"), fact("data-1", number=11)]
    return ssh.configure(environment.load(name), facts, tmp_path / "known hosts")


def test_each_rehearsal_host_goes_by_its_name_and_its_pinned_key(key, tmp_path):
    assert configured("rehearsal", tmp_path).read_text() == "".join(
        f"""\
Host {name}
  HostName {address}
  User root
  HostKeyAlias {name}
  UserKnownHostsFile "{tmp_path}/known hosts"
  StrictHostKeyChecking yes
  IdentityFile "{key}"
  IdentitiesOnly yes
"""
        for name, address in [("app-1", "198.18.77.10"), ("data-1", "198.18.77.11")]
    )


def test_elsewhere_a_person_logs_in_with_a_key_of_their_own(tmp_path):
    assert "Identit" not in configured("staging", tmp_path).read_text()


@pytest.mark.parametrize("name", ["rehearsal", "staging", "production"])
def test_ssh_itself_reads_that_host_keys_are_checked(key, tmp_path, name):
    config = configured(name, tmp_path)
    for host in ("app-1", "data-1"):
        read = subprocess.run(["ssh", "-G", "-F", config, host], capture_output=True, text=True, check=True)
        assert "\nstricthostkeychecking true\n" in read.stdout
        assert f"\nhostkeyalias {host}\n" in read.stdout


def test_nothing_in_the_repository_switches_the_checking_of_host_keys_off():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    ours = [ROOT / name for name in listed.stdout.splitlines() if name != "tests/ops/hosts/test_ssh.py"]
    texts = {path: path.read_bytes().decode(errors="replace") for path in ours if path.is_file()}
    assert len(texts) > 100
    assert [path for path, text in texts.items() if SWITCHES_OFF.search(text)] == []


@pytest.mark.parametrize(
    "line",
    [
        "StrictHostKeyChecking no", "-o StrictHostKeyChecking=accept-new", "UserKnownHostsFile=/dev/null",
        "ANSIBLE_HOST_KEY_CHECKING=False", "host_key_checking = no", "ansible_host_key_checking: false",
        '"StrictHostKeyChecking": "no"', "set_missing_host_key_policy(AutoAddPolicy())",
    ],
)  # fmt: skip
def test_it_would_be_found(line):
    assert SWITCHES_OFF.search(line.replace('": "', '" "').replace('"', ""))


def wait(tmp_path, *names):
    ssh.wait(tmp_path / "config", [fact(name) for name in names])


def test_hosts_that_let_us_in(program, tmp_path):
    program("ssh", f'echo "$@" >> {tmp_path}/asked')
    wait(tmp_path, "app-1", "data-1")
    asked = sorted((tmp_path / "asked").read_text().splitlines())
    private = "ip -4 -oneline address | grep -qwF 10.77.0.10"
    assert [line.partition(" -l operator ")[2] for line in asked] == [
        f"app-1 {private}",
        "app-1 true",
        f"data-1 {private}",
        "data-1 true",
    ]
    assert all(line.startswith(f"-F {tmp_path}/config -o BatchMode=yes ") for line in asked)


def test_a_host_without_its_private_address_is_told_apart(program, tmp_path):
    program("ssh", 'case "$*" in *"data-1 ip "*) exit 1;; esac')
    with pytest.raises(OpsError) as caught:
        wait(tmp_path, "app-1", "data-1")
    assert str(caught.value) == (
        "data-1 has no private address 10.77.0.10: connect it to its network again, or rebuild it: "
        "invoke destroy --host data-1, then provision"
    )


def test_a_host_that_is_not_ready_is_asked_again(program, tmp_path):
    program("ssh", f"test -e {tmp_path}/once || {{ touch {tmp_path}/once; echo refused >&2; exit 255; }}")
    wait(tmp_path, "app-1")


def test_each_host_that_does_not_let_us_in_is_named_with_sshs_reason(program, tmp_path, monkeypatch):
    monkeypatch.setattr(ssh, "_ANSWER_SECONDS", 0)
    (tmp_path / "config").write_text("IdentityFile rehearsals")
    program(
        "ssh", 'case "$*" in *app-2*) ;; *) echo warning >&2; echo "Permission denied." >&2; exit 255;; esac'
    )
    with pytest.raises(OpsError) as caught:
        wait(tmp_path, "app-1", "app-2", "data-1")
    assert str(caught.value).splitlines() == [
        "app-1 does not let us in: Permission denied.",
        "data-1 does not let us in: Permission denied.",
    ]


def test_hosts_that_run_since_long_are_asked_once(program, tmp_path, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: pytest.fail("it is asked again"))
    program("ssh", "echo refused >&2; exit 255")
    with pytest.raises(OpsError, match="app-1 does not let us in: refused"):
        ssh.wait(tmp_path / "config", [fact()], booting=False)


def test_where_ssh_looks_for_a_key_itself_it_is_said_how_it_gets_one(program, tmp_path, monkeypatch):
    monkeypatch.setattr(ssh, "_ANSWER_SECONDS", 0)
    (tmp_path / "config").write_text("Host app-1\n")
    program("ssh", 'echo "operator@app-1: Permission denied (publickey)." >&2; exit 255')
    with pytest.raises(OpsError) as caught:
        wait(tmp_path, "app-1")
    assert str(caught.value) == (
        "app-1 does not let us in: operator@app-1: Permission denied (publickey).: add the key of one of "
        "[people] to your ssh-agent, or set WEBHOOK_MONITOR_SSH_KEY to it"
    )


def test_a_host_key_that_changed_is_told_at_once(program, tmp_path, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: pytest.fail("it is asked again"))
    program(
        "ssh",
        'echo "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @" >&2; '
        'echo "Host key verification failed." >&2; exit 255',
    )
    with pytest.raises(OpsError, match=r"^app-1 does not let us in: Host key verification failed.$"):
        wait(tmp_path, "app-1")


def test_a_silent_ssh(program, tmp_path, monkeypatch):
    monkeypatch.setattr(ssh, "_ANSWER_SECONDS", 0)
    program("ssh", "exit 7")
    with pytest.raises(OpsError, match="app-1 does not let us in: ssh ended with 7"):
        wait(tmp_path, "app-1")
