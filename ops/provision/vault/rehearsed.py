"""The vault of an environment in rehearsal: made on the machine that rehearses, and committed nowhere."""

from ops.environment import Environment
from ops.provision.vault import contents, keys, sealed


def complete(environment: Environment) -> None:
    """Make the vault, or what a vault of an older day lacks; what is there stays."""
    text = sealed.read(environment) or ""
    if (found := contents.names(text)) is None:
        return  # what is wrong with it, its check says
    lacking = [key for key in keys.of(environment) if key.name not in found]
    if lacking:
        sealed.write(environment, text + "".join(contents.line(key, key.make()) for key in lacking))
        made = ", ".join(key.name for key in lacking) if found else "all of it, for there was none"
        print(f"{sealed.place(environment)}: made new: {made}")
