"""The password of a vault, which is in a file: never typed on a command line, never printed."""

import os
import secrets
from pathlib import Path

from infra.pulumi.rehearsal import private
from ops.environment import Environment, Provider
from ops.errors import UsageError

VARIABLE = "ANSIBLE_VAULT_PASSWORD_FILE"
VALUE = "WEBHOOK_MONITOR_VAULT_PASSWORD"
"""The password itself, as a CI gives it."""
_PROGRAM = Path(__file__).parent / "given.sh"


def file(environment: Environment) -> Path:
    """Return the password's file: for rehearsal one that is made once a machine, else the team's.

    UsageError where nobody has named the team's, or it is not there.
    """
    if environment.provider is Provider.DOCKER:
        path = private.folder() / "vault-password"
        private.write_once(path, secrets.token_urlsafe(32))
        return path
    named = os.environ.get(VARIABLE, "")
    if not named and os.environ.get(VALUE):
        return _PROGRAM
    if not named:
        raise UsageError(
            f"{VARIABLE}: required for {environment.name}: name a file that holds the password of its "
            f"secrets, or a program that prints it (a CI: {VALUE}), and type the same line again"
        )
    path = Path(named).expanduser().absolute()
    if not path.is_file():
        raise UsageError(f"{VARIABLE}: {path} is no file: name the one that holds the password")
    return path
