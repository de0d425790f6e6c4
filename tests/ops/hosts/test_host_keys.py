"""SSH host keys: pinned when a machine is first met, never changed behind anybody's back."""

import io
import tarfile

import pytest
from docker.errors import NotFound

from infra.pulumi.rehearsal import engine
from ops import environment
from ops.errors import OpsError, UsageError
from ops.hosts import host_keys, known_hosts
from tests.ops.hosts.facts import fact

FIRST = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFirst"
OTHER = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOther"


class Client:
    """An engine whose containers have keys by their ids; None: its file is not there yet."""

    def __init__(self, **keys):
        self.keys = keys

    def get_archive(self, container, path):
        assert path == "/etc/ssh/ssh_host_ed25519_key.pub"
        if not self.keys.get(container):
            raise NotFound("no such file")
        content = f"{self.keys[container]} root@{container}\n".encode()
        stream = io.BytesIO()
        with tarfile.open(fileobj=stream, mode="w") as archive:
            member = tarfile.TarInfo("ssh_host_ed25519_key.pub")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        return iter([stream.getvalue()[:700], stream.getvalue()[700:]]), {}


@pytest.fixture
def shows(monkeypatch):
    """Return `shows(machine=key)`: what the engine shows from now on."""
    return lambda **keys: monkeypatch.setattr(engine, "connect", lambda: Client(**keys))


def pin(*facts, trusted=(), of="rehearsal"):
    return host_keys.pin(environment.load(of), facts, trusted).read_text().splitlines()


def test_the_first_contact_pins_a_key_to_every_name_of_a_host(shows):
    shows(a=FIRST, b=OTHER)
    assert pin(fact("app-1", "a"), fact("data-1", "b", 11)) == [
        f"app-1,198.18.77.10,10.77.0.10 {FIRST}",
        f"data-1,198.18.77.11,10.77.0.11 {OTHER}",
    ]


def test_the_same_key_again(shows):
    shows(a=FIRST)
    assert pin(fact(machine="a")) == pin(fact(machine="a"))


def test_another_key_of_the_same_machine_is_refused_with_a_reason_and_the_pin_stays(shows, state):
    shows(a=FIRST)
    pin(fact(machine="a"))
    shows(a=OTHER)
    with pytest.raises(OpsError) as caught:
        pin(fact(machine="a"))
    assert str(caught.value) == (
        "the SSH key of app-1 (198.18.77.10) is not the pinned one, though it is the same machine: somebody "
        "stands in between, or it was installed anew. Only when you know that it was, type: "
        "invoke provision --env rehearsal --hosts --trust app-1"
    )
    assert OTHER not in "".join(file.read_text() for file in (state / "rehearsal").iterdir())
    shows(a=FIRST)
    assert FIRST in pin(fact(machine="a"))[0]


def test_another_machine_has_another_key_by_right(shows):
    shows(a=FIRST)
    pin(fact(machine="a"))
    shows(b=OTHER)
    assert pin(fact(machine="b")) == [f"app-1,198.18.77.10,10.77.0.10 {OTHER}"]


def test_a_machine_that_moved_keeps_its_key(shows):
    shows(a=FIRST)
    pin(fact(machine="a"))
    shows(a=OTHER)
    with pytest.raises(OpsError, match=r"app-1 \(198.18.77.99\) is not the pinned one"):
        pin(fact(machine="a", number=99))


def test_a_key_that_somebody_vouches_for_is_pinned(shows):
    shows(a=FIRST)
    pin(fact(machine="a"))
    shows(a=OTHER)
    assert OTHER in pin(fact(machine="a"), trusted=["app-1"])[0]
    assert OTHER in pin(fact(machine="a"))[0]


def test_nobody_vouches_for_the_others(shows):
    shows(a=FIRST, b=FIRST)
    pin(fact("app-1", "a"), fact("data-1", "b"))
    shows(a=OTHER, b=OTHER)
    with pytest.raises(OpsError, match="SSH key of data-1"):
        pin(fact("app-1", "a"), fact("data-1", "b"), trusted=["app-1"])


def test_a_host_that_is_no_more_is_known_no_more(shows):
    shows(a=FIRST, b=OTHER)
    pin(fact("app-1", "a"), fact("data-1", "b", 11))
    assert pin(fact("app-1", "a")) == [f"app-1,198.18.77.10,10.77.0.10 {FIRST}"]


def test_a_host_that_makes_no_key_in_time(shows, monkeypatch):
    monkeypatch.setattr(host_keys, "_BOOT_SECONDS", 0)
    shows(a=None)
    with pytest.raises(OpsError) as caught:
        pin(fact(machine="a"))
    assert str(caught.value) == "app-1 (198.18.77.10) shows no SSH key after 0 s"


def test_a_host_that_boots_is_waited_for(monkeypatch):
    booting = Client(a=None)
    monkeypatch.setattr(engine, "connect", lambda: booting)
    monkeypatch.setattr("time.sleep", lambda _: booting.keys.update(a=FIRST))
    assert FIRST in pin(fact(machine="a"))[0]


def test_a_rented_host_is_asked_over_the_network(program, tmp_path):
    program(
        "ssh-keyscan",
        f'echo "$@" > {tmp_path}/asked; echo "# 198.18.77.10:22 SSH-2.0-OpenSSH_10.0"; '
        f'echo "# a comment" >&2; echo "198.18.77.10 {FIRST}"',
    )
    assert pin(fact(), of="staging") == [f"app-1,198.18.77.10,10.77.0.10 {FIRST}"]
    assert (tmp_path / "asked").read_text() == "-T 5 -t ed25519 198.18.77.10\n"


def test_keys_that_somebody_gives_are_pins(shows, monkeypatch):
    monkeypatch.setenv(known_hosts.VARIABLE, f"app-1,198.18.77.10 {FIRST}")
    shows(a=FIRST)
    assert FIRST in pin(fact(machine="a"))[0]
    shows(a=OTHER)
    with pytest.raises(OpsError, match=f"somebody stands in between.*set {known_hosts.VARIABLE} anew"):
        pin(fact(machine="a"))


def require(of, *facts):
    host_keys.require(environment.load(of), facts)


def test_who_did_not_make_rented_hosts_needs_their_keys(monkeypatch):
    with pytest.raises(UsageError) as caught:
        require("staging", fact("app-1"), fact("data-1"))
    assert str(caught.value) == (
        "WEBHOOK_MONITOR_KNOWN_HOSTS: required for staging, for the SSH keys of app-1, data-1 are not "
        "known here: set it to what stands in infra/pulumi/state/staging/known_hosts where "
        "`invoke provision` was typed"
    )
    monkeypatch.setenv(known_hosts.VARIABLE, f"app-1 {FIRST}")
    require("staging", fact("app-1"))
    with pytest.raises(UsageError, match="the SSH keys of data-1 are not known"):
        require("staging", fact("app-1"), fact("data-1"))


def test_pins_of_this_machine_are_enough(shows):
    shows(a=FIRST)
    pin(fact(machine="a"))
    require("rehearsal", fact(machine="a"))


def test_nobody_stands_between_us_and_a_rehearsal():
    require("rehearsal", fact())


def test_a_rented_host_that_does_not_answer(program, monkeypatch):
    monkeypatch.setattr(host_keys, "_BOOT_SECONDS", 0)
    program("ssh-keyscan", 'echo "# 198.18.77.10:22 SSH-2.0-OpenSSH_10.0"; exit 1')
    with pytest.raises(OpsError, match="shows no SSH key"):
        pin(fact(), of="staging")


def test_a_rented_host_with_another_key_is_refused(program):
    program("ssh-keyscan", f'echo "198.18.77.10 {FIRST}"')
    pin(fact(), of="staging")
    program("ssh-keyscan", f'echo "198.18.77.10 {OTHER}"')
    with pytest.raises(OpsError, match="invoke provision --env staging --hosts --trust app-1"):
        pin(fact(), of="staging")


def test_without_openssh(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError) as caught:
        pin(fact(), of="staging")
    assert str(caught.value) == (
        "no ssh-keyscan here: install OpenSSH's client (Debian: apt install openssh-client), "
        "and type the same line again"
    )


@pytest.mark.parametrize("left", ["", "null", "[1]", '{"app-1": {}}'])
def test_pins_that_cannot_be_read_are_not_made_anew_behind_anybodys_back(shows, state, left):
    shows(first=FIRST)
    pin(fact("app-1", "first"))
    (state / "rehearsal/host_keys.json").write_text(left)
    with pytest.raises(OpsError, match="the pinned SSH keys cannot be read: where you trust the network"):
        pin(fact("app-1", "first"))
