"""What keeps hosts from being made is one sentence with what to type next; nothing is touched."""

import shutil

import docker
import pytest

from tests.rehearsal.conftest import NUMBER

NAME = "t-rehearsal"


@pytest.fixture(scope="module")
def described(site, engine, pulumi_cli):
    site.describe(NAME, "rehearsal")
    site.describe("t-staging", "staging")
    return site


def refused(done):
    """Return the sentence of a refusal, the last line; before it stands progress at most."""
    assert done.returncode == 2, done.text
    assert "Traceback" not in done.text
    return done.stderr.strip().splitlines()[-1]


def untouched(site):
    return not (site.state / ".pulumi").exists()


def test_no_docker_engine(described):
    done = described.invoke("provision", "--env", NAME, "--hosts", DOCKER_HOST="unix:///nowhere/docker.sock")
    assert refused(done).startswith(
        "no Docker engine answers at DOCKER_HOST=unix:///nowhere/docker.sock, which rehearsal hosts and "
    )
    assert untouched(described)


def test_no_passphrase(described):
    done = described.invoke("plan", "--env", "t-staging", HCLOUD_TOKEN="x" * 64)
    assert refused(done).startswith(
        "PULUMI_CONFIG_PASSPHRASE_FILE: required for t-staging, whose state it seals"
    )
    assert untouched(described)


def test_no_token(described):
    done = described.invoke("plan", "--env", "t-staging", PULUMI_CONFIG_PASSPHRASE="x")
    assert refused(done).startswith("HCLOUD_TOKEN: required: t-staging wants one")
    assert untouched(described)


def without_go(tmp_path):
    """Return a PATH that has everything but Go and Pulumi."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "env", "ssh-keygen", "git"):
        (folder / name).symlink_to(shutil.which(name) or "/bin/false")
    return str(folder)


def test_no_go_and_no_pulumi(described, tmp_path):
    bare = {"PATH": without_go(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "HOME": str(tmp_path)}
    assert "invoke toolchain" in refused(described.invoke("plan", "--env", NAME, **bare))
    said = refused(described.invoke("toolchain", **bare))
    assert said.startswith("Go 1.")
    assert "https://www.pulumi.com/docs/install/" in said
    assert untouched(described)


def test_the_range_of_another_checkouts_network(described, engine):
    theirs = engine.create_network(
        "t-another-checkout", labels={"checkout": "abcdef", "environment": NAME},
        ipam=docker.types.IPAMConfig(pool_configs=[docker.types.IPAMPool(subnet=f"10.{NUMBER}.0.0/25")]),
    )  # fmt: skip
    try:
        said = refused(described.invoke("provision", "--env", NAME, "--hosts"))
    finally:
        engine.remove_network(theirs["Id"])
    assert said.startswith(
        f"environments/{NAME}.toml: network: 10.{NUMBER}.0.0/24 is in use on this engine by t-another"
    )
    assert untouched(described)


def test_a_copy_of_a_checkouts_state(described, engine):
    """Both would name the same hosts their own."""
    original = described.folder / "original"
    original.mkdir()
    (original / "checkout.json").write_text(f'{{"id": "abcdef", "state": "{original}"}}')
    shutil.copy(original / "checkout.json", described.state)
    try:
        said = refused(described.invoke("provision", "--env", NAME, "--hosts"))
    finally:
        (described.state / "checkout.json").unlink()
    assert f"is a copy of {original}, whose hosts are on the engine under the same names" in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('size = "medium"', 'size = "mediu"', "hosts.app-1.size: "),
        (
            '"edge", "app"',
            '"edge", "ap"',
            "hosts.app-1.roles: unknown role 'ap'; choose from edge, app, data, monitor",
        ),
        ('"app", "manager"]', '"app"]', "the role manager belongs to 1 or 3 hosts"),
        (f'network      = "10.{NUMBER}.0.0/24"', f'network = "10.{NUMBER}.0.1/24"', "network: "),
        ("app-2  =", "app-1  =", "app-1"),
        ("memory_mb = 320", "memory_mb = 3200", "hosts.app-1.size: "),
        ("mtu          = 1450", 'mtu = "1450"', "mtu: "),
        ("domain ", "domian ", "domian"),
    ],
    ids=["size", "role", "two managers", "CIDR", "duplicate name", "memory", "type", "key"],
)
def test_a_wrong_description(described, old, new, said):
    described.describe(NAME, "rehearsal", (old, new))
    done = described.invoke("provision", "--env", NAME, "--hosts")
    described.describe(NAME, "rehearsal")
    assert done.returncode == 2, done.text
    assert f"environments/{NAME}.toml: " in done.stderr
    assert said in done.stderr
    assert untouched(described)
