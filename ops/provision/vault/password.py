"""The password of a vault, which is in a file: never typed on a command line, never printed."""

import os
import secrets
from pathlib import Path

from infra.pulumi.rehearsal import private
from ops.environment import Environment, Provider
from ops.errors import UsageError

VARIABLE = "ANSIBLE_VAULT_PASSWORD_FILE"


def file(environment: Environment) -> Path:
    """Return the password's file: for rehearsal one that is made once a machine, else the team's.

    UsageError where nobody has named the team's, or it is not there.
    """
    if environment.provider is Provider.DOCKER:
        path = private.folder() / "vault-password"
        private.write_once(path, secrets.token_urlsafe(32))
        return path
    named = os.environ.get(VARIABLE, "")
    if not named:
        raise UsageError(
            f"{VARIABLE}: required for {environment.name}: name a file that holds the password of its "
            "secrets, or a program that prints it, and type the same line again"
        )
    path = Path(named).expanduser().absolute()
    if not path.is_file():
        raise UsageError(f"{VARIABLE}: {path} is no file: name the one that holds the password")
    return path
