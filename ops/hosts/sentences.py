"""Pulumi's words that we know, and what we say in their place: what is wrong, and what to type next."""

from dataclasses import dataclass

from ops.toolchain import maker


@dataclass(frozen=True)
class Sentence:
    """pattern: in Pulumi's words, its groups fill the text; usage: what was configured is wrong (exit 2)."""

    pattern: str
    text: str
    usage: bool = False


_PROVISION = "invoke provision --env {env} --hosts"
_REFUSED = r"\"\s+(?:cannot be deleted\s+because it is protected|as it is currently marked for protection)"
_PROTECTED = (
    "{name} holds data and is protected: this change would delete it. To keep it, take the change back; "
    "to delete it, type: invoke destroy --env {env} --host {host}"
)

SENTENCES = (
    Sentence(
        r"update canceled",
        "stopped as you asked, once what was being made was done; to go on, type the same line again",
    ),
    Sentence(
        r"failed to load checkpoint",
        "the state of {env} cannot be read, as after a full disk: in infra/pulumi/state/.pulumi/stacks/hosts "
        "put {env}.json.bak in place of {env}.json; where that is broken too, remove both, and type: "
        "invoke destroy --env {env}, which finds hosts by their labels (volumes of data stay)",
    ),
    Sentence(
        r"incorrect passphrase",
        "the passphrase is not the one that sealed the state of {env}: unset PULUMI_CONFIG_PASSPHRASE and "
        "PULUMI_CONFIG_PASSPHRASE_FILE to use this machine's own for rehearsal, or set your team's",
        usage=True,
    ),
    Sentence(
        r"passphrase must be set",
        "PULUMI_CONFIG_PASSPHRASE_FILE: required for {env}: name a file with the passphrase of its state",
        usage=True,
    ),
    Sentence(
        r"unable to read PULUMI_CONFIG_PASSPHRASE_FILE: (?:open )?(?P<reason>[^\n]+)",
        "PULUMI_CONFIG_PASSPHRASE_FILE: {reason}: name a file with the passphrase of {env}'s state",
        usage=True,
    ),
    Sentence(
        r"currently locked by[^\n]*\n[^\n]*created by (?P<who>\S+) \(pid (?P<pid>\d+)\) at (?P<since>\S+)",
        "{env} is being changed by {who} (pid {pid}) since {since}: wait until it has ended; when that run "
        "is dead, type: pulumi cancel --stack {env} (in infra/pulumi/hosts), then " + _PROVISION,
    ),
    Sentence(
        r"(?:no|Could not automatically download and install) resource plugin "
        r"'pulumi-resource-(?P<plugin>\w+)' (?:found in the workspace )?at version v(?P<version>[\d.]+\d)",
        "Pulumi's plugin {plugin} {version} is missing, or here in another version: type: "
        "pulumi plugin install resource {plugin} v{version} (offline stand-ins: invoke toolchain)",
        usage=True,
    ),
    Sentence(
        r"no language plugin '(?P<plugin>pulumi-language-\w+)' found",
        "{plugin} is missing beside Pulumi's command line: install Pulumi whole "
        f"({maker.INSTALL}; offline stand-ins: invoke toolchain)",
        usage=True,
    ),
    Sentence(rf"::(?P<name>(?P<host>[^\":]+)-data){_REFUSED}", _PROTECTED + " --data"),
    Sentence(rf"::(?P<name>(?P<host>[^\":]+)){_REFUSED}", _PROTECTED),
    Sentence(
        r"Pool overlaps",
        "a network of {env} overlaps with another on this engine: change it in environments/{env}.toml",
    ),
    Sentence(
        r"(?:Cannot connect to the Docker daemon|no Docker engine answers) at (?P<where>\S+?)[.:]?\s",
        "no Docker engine answers at {where}: start it, or name another in DOCKER_HOST, and type: "
        + _PROVISION,
        usage=True,
    ),
    Sentence(
        r"Conflict\. The container name \"/?(?P<name>[^\"]+)\" is already in use",
        "the container {name} is on this engine, and not in the state: a run was killed while it was made; "
        "type: docker rm -f {name}, then " + _PROVISION,
    ),
    Sentence(
        r"network with name (?P<name>\S+) already exists",
        "the network {name} is on this engine, and not in the state: a run was killed while it was made; "
        "type: docker network rm {name}, then " + _PROVISION,
    ),
    Sentence(
        r"\n  \S+ \((?P<name>\S+)\):\n(?:    [^\n]*\n)*?    [^\n]*?(?P<reason>\w[^\n:*]*) \(uniqueness_error",
        "{name}: {reason} at Hetzner, by what the state does not know: when a killed run made it, delete it "
        "in the console, or adopt it by `pulumi import`; then type: " + _PROVISION,
    ),
    Sentence(
        r"unable to authenticate|\(unauthorized\b",
        "HCLOUD_TOKEN: Hetzner refuses the token: it must be of {env}'s project, with read and write",
        usage=True,
    ),
)
