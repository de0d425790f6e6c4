"""How to log in to the hosts: a configuration for ssh that checks host keys, always."""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from core.topology import OPERATOR
from infra.pulumi.rehearsal import operator_key
from ops.environment import Environment, Provider
from ops.errors import OpsError
from ops.hosts import agent, openssh, places
from ops.hosts.facts import Fact

_FIRST = "root"
"""As whom a host lets us in at first contact; once it is provisioned, as the operator alone."""

_ANSWER_SECONDS = 60


def log_in(
    environment: Environment, facts: Sequence[Fact], known_hosts: Path, booting: bool = True
) -> dict[str, str]:
    """Wait until all hosts let us in, write how they do, and return as whom."""
    config = configure(environment, facts, known_hosts)
    users = wait(config, facts, booting)
    configure(environment, facts, known_hosts, users)
    return users


def again(environment: Environment, facts: Sequence[Fact], users: Mapping[str, str]) -> Mapping[str, str]:
    """Write anew, and return, as whom hosts let us in: that was root, and may have become the operator."""
    folder = places.known(environment.name)
    rooted = [fact.name for fact in facts if users[fact.name] == _FIRST]
    now = {name: OPERATOR for name in rooted if not _said(folder / "ssh_config", name, OPERATOR)}
    configure(environment, facts, folder / "known_hosts", {**users, **now})
    return {**users, **now}


def configure(
    environment: Environment, facts: Sequence[Fact], known_hosts: Path, users: Mapping[str, str] | None = None
) -> Path:
    """Write and return a configuration in which each host goes by its name; users: root where unknown."""
    file = places.known(environment.name) / "ssh_config"
    users = users or {}
    entries = [_entry(environment, fact, known_hosts, users.get(fact.name, _FIRST)) for fact in facts]
    places.write(file, "".join(entries))
    return file


def _entry(environment: Environment, fact: Fact, known_hosts: Path, user: str) -> str:
    rehearsed = environment.provider is Provider.DOCKER
    lines = [
        f"Host {fact.name}",
        f"  HostName {fact.public_address}",
        f"  User {user}",
        f"  HostKeyAlias {fact.name}",
        f'  UserKnownHostsFile "{known_hosts}"',
        "  StrictHostKeyChecking yes",
        *([f'  IdentityFile "{operator_key.path()}"', "  IdentitiesOnly yes"] if rehearsed else []),
    ]
    return "\n".join(lines) + "\n"


def wait(config: Path, facts: Sequence[Fact], booting: bool = True) -> dict[str, str]:
    """Return as whom each host lets us in; OpsError with ssh's reason for those that do not in a minute.

    booting: they may; else they are asked once, for sshd shuts out who is refused again and again.
    """
    seconds = _ANSWER_SECONDS if booting else 0
    with ThreadPoolExecutor(len(facts)) as pool:
        answers = list(pool.map(lambda fact: _answer(config, fact, seconds), facts))
    if refusals := [refusal for _, refusal in answers if refusal]:
        raise OpsError("\n".join(refusals))
    return {fact.name: user for fact, (user, _) in zip(facts, answers, strict=True)}


def _answer(config: Path, fact: Fact, seconds: float) -> tuple[str, str]:
    """Return as whom a host lets us in, or why it does not."""
    end = time.monotonic() + seconds
    while True:
        for user in (OPERATOR, _FIRST):
            if not (said := _said(config, fact.name, user)):
                return user, _cut_off(config, fact, user)
        if time.monotonic() > end or "HOST IDENTIFICATION HAS CHANGED" in said:
            return "", f"{fact.name} does not let us in: {said.splitlines()[-1]}{_hint(config, said)}"
        time.sleep(0.3)


def _hint(config: Path, said: str) -> str:
    """Say how ssh gets another key, where it is not told which one to take."""
    if "Permission denied" not in said or "IdentityFile" in config.read_text():
        return ""
    return f": add the key of one of [people] to your ssh-agent, or set {agent.VARIABLE} to it"


def _cut_off(config: Path, fact: Fact, user: str) -> str:
    """Say that a host has lost its private address, which no refresh notices; empty when it has it."""
    if not _said(config, fact.name, user, f"ip -4 -oneline address | grep -qwF {fact.private_address}"):
        return ""
    return (
        f"{fact.name} has no private address {fact.private_address}: connect it to its network again, or "
        f"rebuild it: invoke destroy --host {fact.name}, then provision"
    )


def _said(config: Path, name: str, user: str, command: str = "true") -> str:
    """Return why a command failed on a host; empty when it worked."""
    options = ["-o", "BatchMode=yes", "-o", "ConnectTimeout=5", "-o", "LogLevel=ERROR", "-l", user]
    done = openssh.run(["ssh", "-F", str(config), *options, name, command])
    return "" if done.returncode == 0 else done.stderr.strip() or f"ssh ended with {done.returncode}"
