"""What must hold before Pulumi is called: a sentence, exit code 2, and nothing touched."""

from types import SimpleNamespace

import pytest

from core.topology import Label
from infra.pulumi.rehearsal import engine
from ops import environment
from ops.environment import Provider
from ops.errors import UsageError
from ops.hosts import preflight
from tests.ops.hosts.conftest import CHECKOUT

OURS = {Label.CHECKOUT: CHECKOUT, Label.ENVIRONMENT: "rehearsal"}


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    folder = tmp_path / "hosts"
    folder.mkdir()
    monkeypatch.setattr(preflight, "PROJECT", folder)
    return folder


@pytest.fixture
def engine_has(monkeypatch):
    """Return `engine_has(network, …)`: the engine answers, and has these."""

    class Client:
        def __init__(self, networks):
            self.networks = lambda: networks

    return lambda *networks: monkeypatch.setattr(engine, "connect", lambda: Client(networks))


def network(*subnets, labels=None):
    pools = [{"Subnet": subnet} for subnet in subnets]
    return {"Name": "theirs", "Labels": labels, "IPAM": {"Config": pools or None}}


def check(name):
    preflight.check(environment.load(name))


def refused(name):
    with pytest.raises(UsageError) as caught:
        check(name)
    assert caught.value.exit_code == 2
    return str(caught.value)


@pytest.mark.parametrize(
    ("token", "wrong"),
    [
        ("", "required"),
        ("  \n", "required"),
        ("hush", "is no token of Hetzner's, which has 64 characters"),
        ("h" * 65, "is no token of Hetzner's, which has 64 characters"),
    ],
)
def test_a_token_that_cannot_be_one(monkeypatch, token, wrong):
    monkeypatch.setenv("HCLOUD_TOKEN", token)
    said = refused("staging")
    assert said == (
        f"HCLOUD_TOKEN: {wrong}: staging wants one, with read and write, of a Hetzner project that is "
        "staging's alone; set it in your shell, never in a file"
    )
    assert "hush" not in said


def test_a_token_and_no_engine(monkeypatch):
    monkeypatch.setenv("HCLOUD_TOKEN", "h" * 64)
    monkeypatch.setattr(engine, "connect", lambda: pytest.fail("rented hosts need no engine here"))
    check("staging")


def test_rehearsal_needs_an_engine_and_no_token(engine_has):
    engine_has()
    check("rehearsal")


def test_a_laptop_has_no_hosts():
    local = environment.load("rehearsal").model_copy(update={"provider": Provider.LOCAL, "name": "local"})
    with pytest.raises(UsageError) as caught:
        preflight.check(local)
    assert str(caught.value) == "local has no hosts: it runs on this machine; type: invoke up"


@pytest.mark.parametrize(
    ("theirs", "range_"),
    [
        ("10.77.0.0/24", "10.77.0.0/24"), ("10.77.0.128/25", "10.77.0.0/24"), ("10.0.0.0/8", "10.77.0.0/24"),
        ("10.77.0.1/24", "10.77.0.0/24"), ("198.18.77.0/24", "198.18.77.0/24"),
    ],
)  # fmt: skip
def test_a_range_that_somebody_else_has_on_the_engine(engine_has, theirs, range_):
    engine_has(network("172.17.0.0/16"), network(theirs))
    assert refused("rehearsal") == (
        f"environments/rehearsal.toml: network: {range_} is in use on this engine by theirs, which is not "
        "this checkout's: destroy that where it was made, or describe another range"
    )


@pytest.mark.parametrize(
    "labels",
    [None, {}, {**OURS, Label.CHECKOUT: "another"}, {**OURS, Label.ENVIRONMENT: "t-rehearsal"}],
)
def test_another_checkouts_and_another_environments_are_somebody_elses(engine_has, labels):
    engine_has(network("10.77.0.0/24", labels=labels))
    assert "is in use on this engine by theirs" in refused("rehearsal")


def test_our_own_are_accepted(engine_has):
    engine_has(network("10.77.0.0/24", labels=OURS), network("198.18.77.0/24", labels=OURS))
    check("rehearsal")


def test_networks_elsewhere_without_a_range_or_of_version_6_are_nobodys_business(engine_has):
    engine_has(network(), network("172.17.0.0/16", "fd00::/64"), network("10.78.0.0/24"))
    check("rehearsal")


@pytest.mark.parametrize("name", ["rehearsal", "staging"])
def test_settings_of_the_stack_are_refused_and_their_values_not_repeated(project, name):
    settings = "encryptionsalt: v1:abc\nconfig:\n  hcloud:token: hush\n  docker:host: tcp://hush\n"
    (project / f"Pulumi.{name}.yaml").write_text(settings)
    said = refused(name)
    assert said == (
        f"infra/pulumi/hosts/Pulumi.{name}.yaml: config docker:host, hcloud:token: nothing is set there: an "
        f"environment is described in environments/{name}.toml, and a provider's token is given by "
        "HCLOUD_TOKEN, for Pulumi records its config; remove what is below `config:`, and replace a token "
        "that stood there"
    )


@pytest.mark.parametrize("settings", ["", "encryptionsalt: v1:abc\n", "config: {}\n", "config:\n"])
def test_what_pulumi_itself_writes_there_is_no_setting(project, engine_has, settings):
    engine_has()
    (project / "Pulumi.rehearsal.yaml").write_text(settings)
    check("rehearsal")


def test_settings_of_another_stack_are_not_looked_at(project, engine_has):
    engine_has()
    (project / "Pulumi.staging.yaml").write_text("config: {hcloud:token: hush}\n")
    check("rehearsal")


def test_a_disk_that_is_nearly_full(monkeypatch, engine_has):
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=99_000_000))
    assert "99 MB free, needed are 100 for Pulumi's state: make room" in refused("rehearsal")
