"""What the role `redis` is told: where it listens, how large it may be, who may do what."""

from collections.abc import Sequence
from typing import Any

from core.topology import RATE_KEYS, Port, Queue
from ops.environment import Environment
from ops.hosts.facts import Fact

PASSWORDS = ("api", "worker", "monitor")
"""The users that log in; each has its password in the vault, as `redis_USER_password`."""


def values(environment: Environment, hosts: Sequence[Fact], host: Fact) -> dict[str, Any]:
    """Return the role's variables for one host."""
    return {
        "redis_private_address": host.private_address,
        "redis_port": Port.REDIS.value,
        "redis_memory_mb": environment.data.redis_memory_mb,
        "redis_queues": [queue.value for queue in Queue],
        "redis_rate_keys": RATE_KEYS,
        "redis_passwords": {user: f"{{{{ vault.redis_{user}_password }}}}" for user in PASSWORDS},
    }
