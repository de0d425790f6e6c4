"""What Pulumi says when it fails, in one sentence with what to type next."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from pulumi import automation

from ops.environment import Environment
from ops.errors import OpsError, UsageError

_PROVISION = "invoke provision --env {env} --hosts"
_KNOWN: dict[str, str] = {
    r"incorrect passphrase":
        "the passphrase is not the one that sealed the state of {env}: unset PULUMI_CONFIG_PASSPHRASE and "
        "PULUMI_CONFIG_PASSPHRASE_FILE to use this machine's own for rehearsal, or set your team's",
    r"passphrase must be set":
        "PULUMI_CONFIG_PASSPHRASE_FILE: required for {env}: name a file with the passphrase of its state",
    r"currently locked by.*?created by (?P<who>\S+) \(pid (?P<pid>\d+)\) at (?P<since>\S+)":
        "{env} is being changed by {who} (pid {pid}) since {since}: wait until it has ended; when that run "
        "is dead, type: pulumi cancel --stack {env} (in infra/pulumi/hosts), then " + _PROVISION,
    r"(?:no|could not load|failed to load) (?:resource |language )?plugin '?(?:pulumi-(?:resource|language)-)?"  # noqa: E501
    r"(?P<plugin>[a-z]+)'?(?:.*?version v?(?P<version>[\d.]+))?":
        "Pulumi's plugin {plugin} {version} is missing, or of another version: type: "
        "pulumi plugin install resource {plugin} {version}; where that cannot be reached: invoke toolchain",
    r"resource \"[^\"]*::(?P<name>[^\":]+)\"\s+(?:cannot be deleted|as it is currently marked for prot)":
        "{name} holds data and is protected: this change would delete it. To keep it, take the change back; "
        "to delete it, type: invoke destroy --env {env} --host {name}",
    r"Pool overlaps":
        "a network of {env} overlaps with another on this engine: change it in environments/{env}.toml",
    r"(?:Cannot connect to the Docker daemon|Error while fetching server API version)":
        "no Docker engine answers: start it, and type: " + _PROVISION,
    r"Conflict\. The container name \"/?(?P<name>[^\"]+)\" is already in use":
        "the container {name} is on this engine, and not in the state: a run was killed while it was made; "
        "type: docker rm -f {name}, then " + _PROVISION,
    r"(?:\(|\b)uniqueness_error":
        "Hetzner has an object of that name which the state does not know (its words are above): when a "
        "killed run made it, delete it in the console or adopt it by `pulumi import`; type: " + _PROVISION,
    r"\bunauthorized\b|unable to authenticate":
        "HCLOUD_TOKEN: Hetzner refuses the token: it must be of {env}'s project, with read and write",
}  # fmt: skip
_KILLED = "Pulumi was killed (signal {signal}); what it had begun may be half done: type: " + _PROVISION
_USAGE = ("incorrect passphrase", "passphrase must be set", "(?:Cannot connect", "(?:no|could")


@contextmanager
def explained(environment: Environment) -> Iterator[None]:
    """Turn what Pulumi says when it fails into an OpsError: one sentence, or Pulumi's own words."""
    try:
        yield
    except automation.CommandError as problem:
        raise _error(environment.name, problem) from None


def _error(name: str, problem: automation.CommandError) -> OpsError:
    said = str(problem)
    if killed := re.search(r"code: -(\d+)", said):
        return OpsError(_KILLED.format(env=name, signal=killed[1]))
    for pattern, sentence in _KNOWN.items():
        if found := re.search(pattern, said, re.DOTALL):
            words = {key: value or "" for key, value in found.groupdict().items()}
            kind = UsageError if pattern.startswith(_USAGE) else OpsError
            return kind(re.sub(r"  +", " ", sentence.format(env=name, **words)))
    return OpsError(f"{_words(said)}\n{name}: Pulumi failed; its own words are above")


def _words(said: str) -> str:
    """Return the errors that Pulumi lists, or all that it said where there are none."""
    end = r"(?=^\s*$|^ *(?:error|warning): |^\S|\Z)"
    errors = re.findall(rf"^ *error: (.+?){end}", said, re.DOTALL | re.MULTILINE)
    return "\n".join(dict.fromkeys(each.strip() for each in errors)) or said.strip()[-4000:]
