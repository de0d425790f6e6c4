"""How to log in to the hosts: a configuration for ssh that checks host keys, always."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from infra.pulumi.rehearsal import operator_key
from ops.environment import Environment, Provider
from ops.errors import OpsError
from ops.hosts import openssh, places
from ops.hosts.facts import Fact

_ANSWER_SECONDS = 60


def configure(environment: Environment, facts: Sequence[Fact], known_hosts: Path) -> Path:
    """Write and return a configuration in which each host goes by its name."""
    file = places.known(environment.name) / "ssh_config"
    file.write_text("".join(_entry(environment, fact, known_hosts) for fact in facts))
    return file


def _entry(environment: Environment, fact: Fact, known_hosts: Path) -> str:
    rehearsed = environment.provider is Provider.DOCKER
    lines = [
        f"Host {fact.name}",
        f"  HostName {fact.public_address}",
        "  User root",
        f"  HostKeyAlias {fact.name}",
        f'  UserKnownHostsFile "{known_hosts}"',
        "  StrictHostKeyChecking yes",
        *([f'  IdentityFile "{operator_key.path()}"', "  IdentitiesOnly yes"] if rehearsed else []),
    ]
    return "\n".join(lines) + "\n"


def wait(config: Path, facts: Sequence[Fact]) -> None:
    """Return once all hosts let us in; OpsError with ssh's reason for those that do not within a minute."""
    with ThreadPoolExecutor(len(facts)) as pool:
        refusals = [said for said in pool.map(lambda fact: _refusal(config, fact.name), facts) if said]
    if refusals:
        raise OpsError("\n".join(refusals))


def _refusal(config: Path, name: str) -> str:
    end = time.monotonic() + _ANSWER_SECONDS
    while said := _said(config, name):
        if time.monotonic() > end or "HOST IDENTIFICATION HAS CHANGED" in said:
            return f"{name} does not let us in: {said.splitlines()[-1]}"
        time.sleep(0.3)
    return ""


def _said(config: Path, name: str) -> str:
    """Return why a login failed; empty when it worked."""
    options = ["-o", "BatchMode=yes", "-o", "ConnectTimeout=5", "-o", "LogLevel=ERROR"]
    done = openssh.run(["ssh", "-F", str(config), *options, name, "true"])
    return "" if done.returncode == 0 else done.stderr.strip() or f"ssh ended with {done.returncode}"
