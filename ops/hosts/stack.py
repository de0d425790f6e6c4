"""The stack of an environment's hosts, opened for Pulumi's Automation API."""

import warnings
from collections.abc import Sequence

from pulumi import automation

from ops.environment import Environment
from ops.hosts import passphrase, trouble
from ops.hosts.places import PROJECT
from ops.site import BACKEND
from ops.toolchain.choice import Engine

# What Pulumi's Automation API says of a run that was killed, which we say ourselves.
warnings.filterwarnings("ignore", "Error in event stream")


def opened(environment: Environment, engine: Engine) -> automation.Stack:
    """Return the environment's stack, made when it is new, in the backend that `pulumi up` uses."""
    with trouble.explained(environment):
        return automation.Stack.create_or_select(environment.name, _workspace(environment, engine))


def existing(environment: Environment, engine: Engine) -> automation.Stack:
    """Return the environment's stack; Pulumi's StackNotFoundError where there is none: none is made."""
    return automation.Stack.select(environment.name, _workspace(environment, engine))


def _workspace(environment: Environment, engine: Engine) -> automation.LocalWorkspace:
    return automation.LocalWorkspace(
        work_dir=str(PROJECT),
        env_vars={**engine.environ, **passphrase.environ(environment), **BACKEND},
        pulumi_command=automation.PulumiCommand(root=str(engine.pulumi.parent.parent)),
    )


def call(stack: automation.Stack, arguments: Sequence[str]) -> str:
    """Run a command that the Automation API lacks on the stack; return what it printed."""
    workspace = stack.workspace
    words = [*arguments, "--stack", stack.name, "--non-interactive"]
    done = workspace.pulumi_command.run(words, workspace.work_dir, workspace.env_vars)
    return str(done.stdout)
