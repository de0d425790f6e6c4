"""Where nothing is known of an environment's hosts, its Pulumi outputs are read: by a CI, in a new clone."""

from pathlib import Path

import pytest
from pulumi import automation

from ops import environment
from ops.hosts import outputs, stack
from ops.hosts.outputs import NoHostsError
from ops.toolchain import choice
from ops.toolchain.choice import Engine
from tests.ops.hosts.facts import fact
from tests.ops.hosts.stacks import Stack, failure


@pytest.fixture
def there(monkeypatch):
    """Return `there(stack, official)`: what the backend has, None for nothing, and whose Pulumi reads it."""

    def put(found, official=True):
        def existing(*_):
            if found is None:
                raise automation.StackNotFoundError(failure("no stack named 'x' found"))
            return found

        monkeypatch.setattr(choice, "engine", lambda: Engine(Path("pulumi"), official, "3", {}))
        monkeypatch.setattr(stack, "existing", existing)

    return put


def read(name):
    return outputs.read(environment.load(name))


def refusal(name):
    with pytest.raises(NoHostsError) as caught:
        read(name)
    return str(caught.value)


@pytest.mark.parametrize("name", ["rehearsal", "staging"])
def test_hosts_are_those_of_the_outputs(there, name):
    there(Stack())
    assert read(name) == [fact("app-1")]


def test_reading_wants_no_token_of_the_provider(there, monkeypatch):
    there(Stack())
    monkeypatch.delenv("HCLOUD_TOKEN", raising=False)
    assert read("production")


def test_without_a_backend_it_says_what_to_set(there):
    there(None)
    assert refusal("staging") == (
        "no hosts of staging are known here: set PULUMI_BACKEND_URL to where Pulumi's state is kept, or "
        "type: invoke provision --env staging"
    )


@pytest.mark.parametrize("found", [None, []])
def test_a_backend_that_has_none_is_believed(there, monkeypatch, found):
    monkeypatch.setenv("PULUMI_BACKEND_URL", "s3://team")
    held = Stack()
    held.output = found
    there(None if found is None else held)
    assert refusal("staging") == "staging has no hosts; type: invoke provision --env staging"


def test_stand_ins_never_tell_of_rented_hosts(there):
    there(Stack(), official=False)
    assert "this machine's Pulumi has stand-ins that rent nothing" in refusal("staging")


def test_what_pulumi_refuses_is_explained(there, monkeypatch):
    held = Stack()
    monkeypatch.setattr(held, "outputs", lambda: (_ for _ in ()).throw(failure("passphrase must be set")))
    there(held)
    with pytest.raises(Exception, match="PULUMI_CONFIG_PASSPHRASE_FILE: required for staging"):
        read("staging")
