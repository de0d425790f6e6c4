"""Public keys of every kind are taken; a private one is refused without being repeated."""

from base64 import b64encode

import pytest

from ops import environment
from tests.ops.environment.variant import accepted, refused

MINE = environment.load("production").people["ada"]


def key(kind, *fields):
    blob = b"".join(len(field).to_bytes(4) + field for field in (kind.encode(), *fields))
    return f"{kind} {b64encode(blob).decode()}"


PUBLIC = {
    "ed25519": key("ssh-ed25519", b"k" * 32),
    "ecdsa": key("ecdsa-sha2-nistp256", b"nistp256", b"\4" + b"k" * 64),
    "rsa": key("ssh-rsa", b"\1\0\1", b"\0" + b"k" * 384),
    "a security key": key("sk-ssh-ed25519@openssh.com", b"k" * 32, b"ssh:"),
    "a security key, ecdsa": key(
        "sk-ecdsa-sha2-nistp256@openssh.com", b"nistp256", b"\4" + b"k" * 64, b"ssh:"
    ),
}
BROKEN = {
    "nothing": "",
    "a type alone": "ssh-ed25519",
    "base64 of nothing": "ssh-ed25519 ====",
    "another type inside": f"ssh-ed25519 {PUBLIC['rsa'].split()[1]}",
    "another type of as many fields inside": f"ssh-rsa {PUBLIC['ecdsa'].split()[1]}",
    "31 bytes": key("ssh-ed25519", b"k" * 31),
    "a field too few": key("ecdsa-sha2-nistp256", b"nistp256"),
    "a field too many": key("ssh-ed25519", b"k" * 32, b"k"),
    "an empty field": key("ssh-rsa", b"", b"k"),
    "a length of 4 GB": "ssh-rsa /////////////w==",
    "two lines": f"{PUBLIC['ed25519']}\\n{PUBLIC['ed25519']}",
    "a certificate": f"ssh-ed25519-cert-v01@openssh.com {PUBLIC['ed25519'].split()[1]}",
}
BODY = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ"  # how an OpenSSH key begins, and none of one
PRIVATE = {
    "OpenSSH": rf"-----BEGIN OPENSSH {'PRIVATE'} KEY-----\n{BODY}\n-----END",
    "PEM": rf"-----BEGIN RSA {'PRIVATE'} KEY-----\nMIIEpAIBAAKCAQEA",
    "its middle": BODY,
    "PuTTY": "PuTTY-User-Key-File-3: ssh-ed25519",
}


@pytest.mark.parametrize("kind", PUBLIC)
def test_a_public_key_is_taken_with_and_without_a_comment(kind):
    for line in (PUBLIC[kind], f"{PUBLIC[kind]} ada at home"):
        assert accepted((MINE, line)).people == {"ada": line}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_no_whole_key_is_refused(kind):
    (line,) = refused((MINE, BROKEN[kind]))
    assert line.startswith("people.ada: ")
    assert len(BROKEN[kind]) < 20 or BROKEN[kind].split()[1] not in line


@pytest.mark.parametrize("kind", PRIVATE)
def test_a_private_key_is_refused_and_not_repeated(kind):
    (line,) = refused((MINE, PRIVATE[kind]))
    assert line == (
        "people.ada: this is a private key and no longer secret: make another, and put the line of its .pub"
        " file here"
    )


def test_several_people_may_log_in():
    two = f'ada = "{MINE}"\nbob = "{PUBLIC["rsa"]}"'
    assert list(accepted((f'ada = "{MINE}"', two)).people) == ["ada", "bob"]
