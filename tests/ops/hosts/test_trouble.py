"""What Pulumi 3.259.0 and its plugins print when they fail, and the sentence that a user reads instead."""

import pytest
from pulumi import automation
from pulumi.automation._cmd import CommandResult

from ops import environment
from ops.errors import OpsError, UsageError
from ops.hosts import trouble

AGAIN = "invoke provision --env production --hosts"
LOCKED = """\
error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete \
the lock file with `pulumi cancel`.
  file:///state/.pulumi/locks/organization/hosts/production/fa367b25.json?no_tmp_dir=true: created by \
ada@laptop (pid 16854) at 2026-11-25T22:37:56Z"""
NO_PLUGIN = (
    "no resource plugin 'pulumi-resource-docker' found in the workspace at version v5.1.0 or on your $PATH"
)
MISSING = (
    "Pulumi's plugin docker 5.1.0 is missing, or here in another version: type: "
    "pulumi plugin install resource docker v5.1.0 (offline stand-ins: invoke toolchain)"
)


def progress(urn_end, words, kind="docker:index:Volume"):
    """Return stdout as a failing resource leaves it; words: its error, told while it runs and at the end."""
    first = words.splitlines()[0]
    return f"""\
Updating (production):
    pulumi:pulumi:Stack hosts-production running warning: using pulumi-resource-docker from $PATH at /plugins
 +  {kind} {urn_end} creating (0s) error: {first}
    pulumi:pulumi:Stack hosts-production **failed** 1 error; 1 warning
Diagnostics:
  pulumi:pulumi:Stack (hosts-production):
    warning: using pulumi-resource-docker from $PATH at /plugins
    error: update failed

  {kind} ({urn_end}):
    error: {words}

Resources:
    2 errored

Duration: 1s
"""


def protected(name, words):
    return words.format(urn=f"urn:pulumi:production::hosts::docker:index/volume:Volume::{name}")


DELETED = """\
resource "{urn}" cannot be deleted
    because it is protected. To unprotect the resource, either remove the `protect` flag from the resource \
in your Pulumi program and run `pulumi up`, or use the command:
    `pulumi state unprotect '{urn}'`"""
REPLACED = """\
unable to replace resource "{urn}"
    as it is currently marked for protection. To unprotect the resource, remove the `protect` flag"""


def keep(name, host):
    return (
        f"{name} holds data and is protected: this change would delete it. To keep it, take the change "
        f"back; to delete it, type: invoke destroy --env production --host {host}"
    )


def explain(stdout="", stderr="", code=1):
    """Return what `explained` makes of a failed run."""
    with pytest.raises(OpsError) as caught, trouble.explained(environment.load("production")):
        raise automation.CommandError(CommandResult(stdout, stderr, code))
    return caught.value


@pytest.mark.parametrize(
    ("stderr", "sentence", "kind"),
    [
        pytest.param(
            "error: getting stack configuration: get stack secrets manager: incorrect passphrase",
            "the passphrase is not the one that sealed the state of production: unset "
            "PULUMI_CONFIG_PASSPHRASE and PULUMI_CONFIG_PASSPHRASE_FILE to use this machine's own for "
            "rehearsal, or set your team's",
            UsageError,
            id="wrong passphrase",
        ),
        pytest.param(
            "error: could not create secrets manager for new stack: passphrase must be set with "
            "PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables",
            "PULUMI_CONFIG_PASSPHRASE_FILE: required for production: name a file with the passphrase of "
            "its state",
            UsageError,
            id="no passphrase",
        ),
        pytest.param(
            "error: getting stack configuration: get stack secrets manager: unable to read "
            "PULUMI_CONFIG_PASSPHRASE_FILE: open /nowhere: no such file or directory",
            "PULUMI_CONFIG_PASSPHRASE_FILE: /nowhere: no such file or directory: name a file with the "
            "passphrase of production's state",
            UsageError,
            id="no file with a passphrase",
        ),
        pytest.param(
            LOCKED,
            "production is being changed by ada@laptop (pid 16854) since 2026-11-25T22:37:56Z: wait until "
            "it has ended; when that run is dead, type: pulumi cancel --stack production (in "
            f"infra/pulumi/hosts), then {AGAIN}",
            OpsError,
            id="lock",
        ),
        pytest.param(
            "error: failed to load language plugin python: no language plugin 'pulumi-language-python' "
            "found in the workspace or on your $PATH",
            "pulumi-language-python is missing beside Pulumi's command line: install Pulumi whole "
            "(https://www.pulumi.com/docs/install/; offline stand-ins: invoke toolchain)",
            UsageError,
            id="no language host",
        ),
        pytest.param(
            "error: could not load provider for resource urn:pulumi:production::hosts::docker:index/network:"
            "Network::net: could not create provider urn:pulumi:production::hosts::pulumi:providers:docker::"
            f"default_5_1_0::70ff6733: load plugin for docker provider 'urn:pulumi:production': {NO_PLUGIN}",
            MISSING,
            UsageError,
            id="plugin missing in a refresh",
        ),
    ],
)
def test_what_is_told_before_anything_begins(stderr, sentence, kind):
    error = explain("Updating (production):\n", stderr)
    assert (str(error), type(error)) == (sentence, kind)


@pytest.mark.parametrize(
    ("name", "words", "sentence", "kind"),
    [
        pytest.param("default_5_1_0", NO_PLUGIN, MISSING, UsageError, id="plugin missing, or another's"),
        pytest.param(
            "default_5_1_0",
            "Could not automatically download and install resource plugin 'pulumi-resource-docker' at "
            "version v5.1.0, install the plugin using `pulumi plugin install resource docker v5.1.0`: error "
            "downloading provider docker to file: failed to download plugin: docker-5.1.0: failed all 5 "
            "attempts",
            MISSING,
            UsageError,
            id="plugin out of reach",
        ),
        pytest.param(
            "data-1-data",
            protected("data-1-data", DELETED),
            keep("data-1-data", "data-1 --data"),
            OpsError,
            id="volume deleted",
        ),
        pytest.param(
            "data-1-data",
            protected("data-1-data", REPLACED),
            keep("data-1-data", "data-1 --data"),
            OpsError,
            id="volume replaced",
        ),
        pytest.param(
            "data-1", protected("data-1", REPLACED), keep("data-1", "data-1"), OpsError, id="host replaced"
        ),
        pytest.param(
            "private",
            "offline stand-in for pulumi-docker: Unable to create network hosts-private: Pool overlaps with "
            "other one on this address space",
            "a network of production overlaps with another on this engine: change it in "
            "environments/production.toml",
            OpsError,
            id="range in use",
        ),
        pytest.param(
            "private",
            "offline stand-in for pulumi-docker: no Docker engine answers at unix:///nowhere.sock: start it, "
            "or name another in DOCKER_HOST",
            "no Docker engine answers at unix:///nowhere.sock: start it, or name another in DOCKER_HOST, "
            f"and type: {AGAIN}",
            UsageError,
            id="no engine, stand-in",
        ),
        pytest.param(
            "private",
            "1 error occurred:\n        * Error pinging Docker server: Cannot connect to the Docker daemon "
            "at unix:///var/run/docker.sock. Is the docker daemon running?",
            "no Docker engine answers at unix:///var/run/docker.sock: start it, or name another in "
            f"DOCKER_HOST, and type: {AGAIN}",
            UsageError,
            id="no engine, maker's",
        ),
        pytest.param(
            "app-1",
            'offline stand-in for pulumi-docker: Unable to create container: Conflict. The container name "'
            '/hosts-app-1" is already in use by container "bd36d21e". You have to remove (or rename) that '
            "container to be able to reuse that name.",
            "the container hosts-app-1 is on this engine, and not in the state: a run was killed while it "
            f"was made; type: docker rm -f hosts-app-1, then {AGAIN}",
            OpsError,
            id="container half made",
        ),
        pytest.param(
            "private",
            "offline stand-in for pulumi-docker: Unable to create network hosts-private: network with name "
            "hosts-private already exists",
            "the network hosts-private is on this engine, and not in the state: a run was killed while it "
            f"was made; type: docker network rm hosts-private, then {AGAIN}",
            OpsError,
            id="network half made",
        ),
        pytest.param(
            "app-1",
            "offline stand-in for pulumi-hcloud: server name is already used (uniqueness_error)",
            "app-1: server name is already used at Hetzner, by what the state does not know: when a killed "
            "run made it, delete it in the console, or adopt it by `pulumi import`; then type: " + AGAIN,
            OpsError,
            id="name taken, stand-in",
        ),
        pytest.param(
            "ada",
            "1 error occurred:\n    \t* SSH key with the same fingerprint already exists (uniqueness_error, "
            "5d41402abc4b2a76)",
            "ada: SSH key with the same fingerprint already exists at Hetzner, by what the state does not "
            "know: when a killed run made it, delete it in the console, or adopt it by `pulumi import`; "
            "then type: " + AGAIN,
            OpsError,
            id="key taken, maker's",
        ),
        pytest.param(
            "ada",
            "offline stand-in for pulumi-hcloud: unable to authenticate (unauthorized)",
            "HCLOUD_TOKEN: Hetzner refuses the token: it must be of production's project, with read and "
            "write",
            UsageError,
            id="token",
        ),
    ],
)
def test_what_a_resource_fails_with(name, words, sentence, kind):
    error = explain(progress(name, words))
    assert (str(error), type(error)) == (sentence, kind)


def test_a_killed_pulumi():
    error = explain("Updating (production):\n\n@ updating.....\n", code=-9)
    assert error.exit_code == 1
    assert str(error) == (
        "Pulumi was killed (signal 9); what it had begun may be half done: type the same line again, or: "
        f"{AGAIN}; either heals what is left"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("update canceled", "stopped as you asked, once what was being made was done"),
        (
            "failed to load checkpoint: place 1: unexpected end of JSON input",
            "put production.json.bak in place",
        ),
    ],
    ids=["one Ctrl-C", "a full disk"],
)
def test_what_is_no_fault_of_the_description(words, said):
    assert said in str(explain(f"error: {words}"))


def test_a_program_that_something_killed_is_not_pulumi_killed():
    assert "Pulumi was killed" not in str(explain(progress("app-1", "exit code: -9")))


def test_an_unknown_failure_is_told_in_pulumis_own_errors_alone():
    words = "Unable to create container with image hosts:1: it is not on this engine"
    error = explain(progress("app-1", words))
    assert str(error) == f"{words}\nproduction: Pulumi failed; its own words are above"
    assert error.exit_code == 1


def test_an_unknown_failure_keeps_every_line_of_an_error_and_each_error_once():
    words = "Program failed with an unhandled exception:\n    Traceback:\n    ValueError: boo"
    error = explain(progress("hosts-production", words), stderr="error: boo\nerror: boo")
    assert str(error).splitlines()[:-1] == [
        "Program failed with an unhandled exception:", "    Traceback:", "    ValueError: boo", "boo",
    ]  # fmt: skip


def test_a_refusal_of_the_program_comes_without_what_follows_from_it():
    words = "environments/production.toml: network: boo\n    error: an unhandled error occurred: ended with 1"
    said = str(explain(progress("hosts-production", words)))
    assert said.splitlines()[:-1] == ["environments/production.toml: network: boo"]


def test_where_pulumi_lists_no_error_all_is_shown_that_it_said():
    assert "panic: boo" in str(explain(stderr="panic: boo"))


def test_other_exceptions_pass():
    with pytest.raises(KeyError), trouble.explained(environment.load("production")):
        raise KeyError
