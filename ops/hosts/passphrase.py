"""The passphrase that seals a stack's state."""

import os
import secrets
from collections.abc import Mapping

from infra.pulumi.rehearsal import private
from ops.environment import Environment, Provider
from ops.errors import UsageError

VARIABLES = ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE")


def environ(environment: Environment) -> Mapping[str, str]:
    """Return what Pulumi needs besides the environment variables: for rehearsal a file, made once a machine.

    UsageError where nobody has set one and rented hosts depend on it.
    """
    if any(os.environ.get(name) for name in VARIABLES):
        return {}
    if environment.provider is not Provider.DOCKER:
        raise UsageError(
            f"{VARIABLES[1]}: required for {environment.name}, whose state it seals: name a file that holds "
            "the passphrase, which your team shares, and type the same line again"
        )
    path = private.folder() / "passphrase"
    private.write_once(path, secrets.token_urlsafe(32))
    return {VARIABLES[1]: str(path)}
