"""What the role `ssh` is told: the one user who may log in."""

from collections.abc import Sequence
from typing import Any

from core.topology import OPERATOR
from ops.environment import Environment
from ops.hosts.facts import Fact


def values(environment: Environment, hosts: Sequence[Fact], host: Fact) -> dict[str, Any]:
    """Return the role's variables for one host."""
    return {"ssh_operator": OPERATOR}
