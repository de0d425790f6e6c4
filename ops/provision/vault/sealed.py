"""A vault's file, opened in memory and sealed again: what is open never touches a disk."""

import os
import subprocess
from pathlib import Path

from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret, get_file_vault_secret

from ops.environment import Environment, Provider
from ops.errors import UsageError
from ops.provision.vault import password
from ops.site import ENVIRONMENTS


def path(environment: Environment) -> Path:
    """Return where an environment's vault lies."""
    return ENVIRONMENTS / f"{environment.name}.vault.yml"


def place(environment: Environment) -> str:
    """Return how messages name it."""
    return f"environments/{environment.name}.vault.yml"


def read(environment: Environment) -> str | None:
    """Return the YAML inside, or None where there is no vault; UsageError when the password does not fit."""
    file = path(environment)
    if not file.exists():
        return None
    lib = _lib(environment)
    try:
        return str(lib.decrypt(file.read_bytes()).decode())
    except (AnsibleError, UnicodeDecodeError):
        raise UsageError(
            f"{place(environment)}: the password in {password.file(environment)} does not open it, "
            f"or it is no vault{_way_out(environment)}"
        ) from None


def _way_out(environment: Environment) -> str:
    """Return what helps where nobody else can have the password."""
    if environment.provider is not Provider.DOCKER:
        return ""
    return (
        f"; destroy what was made with it (invoke destroy --env {environment.name} --yes), and remove the "
        "vault: the next run makes a new one"
    )


def require_password(environment: Environment) -> None:
    """Return where there is a password; UsageError else, before anything is typed that it is to seal."""
    _lib(environment)


def write(environment: Environment, text: str) -> None:
    """Seal a text, and replace the file whole or not at all."""
    file = path(environment)
    half = file.with_name(f".{file.name}.half")
    half.write_bytes(_lib(environment).encrypt(text))
    half.chmod(0o600)
    os.replace(half, file)


def version(environment: Environment) -> str:
    """Return git's name of the sealed file as it is now, which `git log --find-object` finds."""
    file = path(environment)
    if not file.exists():
        return "none"
    done = subprocess.run(["git", "hash-object", str(file)], capture_output=True, text=True, check=True)
    return done.stdout[:12]


def _lib(environment: Environment) -> VaultLib:
    file = password.file(environment)
    try:
        secret: VaultSecret = get_file_vault_secret(str(file), loader=DataLoader())
        secret.load()
    except AnsibleError as problem:
        raise UsageError(f"{password.VARIABLE}: {problem}") from None
    return VaultLib([("default", secret)])
