"""Environments: what `environments/*.toml` say, as a typed model that nobody changes."""

from ops.environment.hosts import Host, Role
from ops.environment.model import Environment
from ops.environment.provider import Provider
from ops.environment.reading import FOLDER, load, names
from ops.environment.sizes import Size

__all__ = ["FOLDER", "Environment", "Host", "Provider", "Role", "Size", "load", "names"]
