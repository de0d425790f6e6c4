"""The hosts' SSH keys as somebody gives them who pinned them: to a CI, to a new clone."""

import os
from collections.abc import Mapping, Sequence

from ops.errors import UsageError
from ops.hosts.facts import Fact

VARIABLE = "WEBHOOK_MONITOR_KNOWN_HOSTS"


def given(facts: Sequence[Fact]) -> Mapping[str, Mapping[str, str]]:
    """Return the pins of those hosts that are in the variable: lines of known_hosts, by name."""
    keys = dict(_read(line) for line in os.environ.get(VARIABLE, "").splitlines() if line.strip())
    return {
        fact.name: {"machine": fact.machine, "key": keys[fact.name]} for fact in facts if fact.name in keys
    }


def hint() -> str:
    """Return what else to change when a key did; empty where nobody has given any."""
    return f", and set {VARIABLE} anew wherever it is set" if os.environ.get(VARIABLE) else ""


def _read(line: str) -> tuple[str, str]:
    try:
        names, kind, key, *_ = line.split()
    except ValueError:
        example = "app-1,203.0.113.7 ssh-ed25519 AAAA…"
        raise UsageError(f"{VARIABLE}: must have lines such as `{example}`") from None
    return names.partition(",")[0], f"{kind} {key}"
