"""SSH host keys, pinned at first contact: read through the engine in rehearsal, else offered by the host."""

import io
import json
import tarfile
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from docker.errors import APIError, NotFound

from infra.pulumi.rehearsal import engine
from ops.environment import Environment, Provider
from ops.errors import OpsError, UsageError
from ops.hosts import known_hosts, openssh, places
from ops.hosts.facts import Fact

_FILE = "/etc/ssh/ssh_host_ed25519_key.pub"
_BOOT_SECONDS = 60


def pin(environment: Environment, facts: Sequence[Fact], trusted: Iterable[str] = ()) -> Path:
    """Return known_hosts of these hosts; OpsError when a machine shows another key than the pinned one.

    A machine that was replaced has a new key by right: pins are of machines, not of names.
    trusted: hosts whose new key somebody vouches for.
    """
    pins = {**known_hosts.given(facts), **_pins(environment.name)}
    for fact in facts:
        key = _offered(environment, fact)
        known = pins.get(fact.name)
        if known and known["machine"] == fact.machine and known["key"] != key and fact.name not in trusted:
            raise OpsError(_changed(environment.name, fact))
        pins[fact.name] = {"machine": fact.machine, "key": key}
    return _write(environment.name, facts, {fact.name: pins[fact.name] for fact in facts})


def require(environment: Environment, facts: Sequence[Fact]) -> None:
    """Refuse a first contact with hosts that are not new: whoever made them has pinned their keys.

    In rehearsal keys are read through the engine, and nobody can stand in between.
    """
    pinned = {*known_hosts.given(facts), *_pins(environment.name)}
    lacking = [fact.name for fact in facts if fact.name not in pinned]
    if lacking and environment.provider is not Provider.DOCKER:
        raise UsageError(
            f"{known_hosts.VARIABLE}: required for {environment.name}, for the SSH keys of "
            f"{', '.join(lacking)} are not known here: set it to what stands in "
            f"infra/pulumi/state/{environment.name}/known_hosts where `invoke provision` was typed"
        )


def _changed(environment: str, fact: Fact) -> str:
    return (
        f"the SSH key of {fact.name} ({fact.public_address}) is not the pinned one, though it is the "
        "same machine: somebody stands in between, or it was installed anew. Only when you know that it "
        "was, type: "
        f"invoke provision --env {environment} --hosts --trust {fact.name}"
        f"{known_hosts.hint()}"
    )


def _pins(environment: str) -> dict[str, Mapping[str, str]]:
    file = places.known(environment) / "host_keys.json"
    try:
        pins = json.loads(file.read_text()) if file.exists() else {}
        return {name: {"machine": pin["machine"], "key": pin["key"]} for name, pin in pins.items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        raise OpsError(
            f"{file}: the pinned SSH keys cannot be read: where you trust the network between you and the "
            "hosts, remove the file, and type the same line again"
        ) from None


def _write(environment: str, facts: Sequence[Fact], pins: Mapping[str, Mapping[str, str]]) -> Path:
    folder = places.known(environment)
    places.write(folder / "host_keys.json", json.dumps(pins, indent=2) + "\n")
    names = {fact.name: f"{fact.name},{fact.public_address},{fact.private_address}" for fact in facts}
    lines = "".join(f"{names[name]} {pins[name]['key']}\n" for name in names)
    places.write(folder / "known_hosts", lines)
    return folder / "known_hosts"


def _offered(environment: Environment, fact: Fact) -> str:
    read = _through_the_engine if environment.provider is Provider.DOCKER else _over_the_network
    end = time.monotonic() + _BOOT_SECONDS
    while not (key := read(fact)):
        if time.monotonic() > end:
            raise OpsError(f"{fact.name} ({fact.public_address}) shows no SSH key after {_BOOT_SECONDS} s")
        time.sleep(0.2)
    return key


def _through_the_engine(fact: Fact) -> str:
    with suppress(NotFound, APIError):
        stream, _ = engine.connect().get_archive(fact.machine, _FILE)
        with tarfile.open(fileobj=io.BytesIO(b"".join(stream))) as archive:
            file = archive.extractfile(archive.getmembers()[0])
            return " ".join(file.read().decode().split()[:2]) if file else ""
    return ""


def _over_the_network(fact: Fact) -> str:
    done = openssh.run(["ssh-keyscan", "-T", "5", "-t", "ed25519", fact.public_address])
    lines = [line for line in done.stdout.splitlines() if not line.startswith("#")]
    return " ".join(lines[0].split()[1:3]) if lines else ""
