"""How hosts let people in: keys only, modern algorithms, no root."""

import subprocess
import sys
from pathlib import Path

import pytest

from ops.hosts import places

AUDIT = Path(sys.executable).with_name("ssh-audit")


@pytest.fixture
def login(fleet):
    """Return `login(*options)`: try to log in to the first host, with ssh's options."""

    def run(*options):
        config = places.known(fleet.environment.name) / "ssh_config"
        argv = ["ssh", "-F", str(config), "-o", "BatchMode=yes", "-o", "ControlPath=none", *options]
        return subprocess.run(
            [*argv, fleet.facts[0].name, "id", "-un"], capture_output=True, text=True, timeout=30, check=False
        )

    return run


def test_the_operator_gets_in(login):
    assert login("-l", "operator").stdout.strip() == "operator"


@pytest.mark.parametrize("user", ["root", "postgres", "nobody"])
def test_nobody_else_does_whatever_key_they_have(login, user):
    refused = login("-l", user)
    assert refused.returncode == 255
    assert "Permission denied (publickey)" in refused.stderr


def test_nobody_does_without_a_key(login):
    refused = login("-l", "operator", "-o", "PubkeyAuthentication=no")
    assert refused.returncode == 255
    assert "Permission denied (publickey)" in refused.stderr


@pytest.mark.parametrize(
    "option",
    ["KexAlgorithms=curve25519-sha256", "Ciphers=aes128-cbc", "HostKeyAlgorithms=ecdsa-sha2-nistp256"],
)
def test_what_is_old_is_not_spoken(login, option):
    refused = login("-o", option)
    assert refused.returncode == 255
    assert "no matching" in refused.stderr


def test_a_person_tunnels_to_what_is_private_and_nothing_else_is_forwarded(fleet):
    effective = set(fleet.ssh(fleet.facts[0].name, "sudo sshd -T").splitlines())
    assert {
        "allowtcpforwarding local", "allowagentforwarding no", "allowstreamlocalforwarding no",
        "x11forwarding no", "permittunnel no", "gatewayports no",
    } <= effective  # fmt: skip


def test_an_auditor_of_others_has_nothing_to_warn_of(fleet):
    if not AUDIT.exists():
        pytest.skip("ssh-audit is not among the packages of requirements/dev")
    for fact in fleet.facts:
        argv = [str(AUDIT), "--no-colors", "--level=warn", "--skip-rate-test", fact.public_address]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, "[warn]" in done.stdout, "[fail]" in done.stdout) == (0, False, False), (
            done.stdout
        )
