"""What the role `postgres` is told: who its clients are, and how large it may be."""

from collections.abc import Sequence
from typing import Any

from core.topology import DATA_PATH, DATABASE_NAME, Port
from ops.environment import Environment
from ops.hosts.facts import Fact
from ops.provision import container_networks

PASSWORDS = ("migrator", "api", "worker", "readonly", "monitor", "backup")
"""The roles that log in; each has its password in the vault, as `db_ROLE_password`."""

API_CONNECTIONS = 20
"""Of one copy: in each of its two processes a pool of 8, ingest's and the health check's."""

RESERVE = 20
"""For the migration, people, exporters, pgBackRest, and superusers when all others are taken."""


def values(environment: Environment, hosts: Sequence[Fact], host: Fact) -> dict[str, Any]:
    """Return the role's variables for one host."""
    data = environment.data
    return {
        "postgres_private_address": host.private_address,
        "postgres_client_networks": [
            str(environment.network),
            str(
                container_networks.choose(environment).gateway
            ),  # containers on this very host come from there
        ],
        "postgres_port": Port.POSTGRES.value,
        "postgres_database": DATABASE_NAME,
        "postgres_volume_path": DATA_PATH,
        "postgres_volume_required": environment.host(host.name).volume_gb is not None,
        "postgres_settings": settings(data.postgres_memory_mb, connections(environment)),
        "postgres_memory_max_mb": data.postgres_memory_mb * 3 // 2,
        "postgres_passwords": {role: f"{{{{ vault.db_{role}_password }}}}" for role in PASSWORDS},
    }


def connections(environment: Environment) -> int:
    """Return how many connections may be open: of all copies, one more of each in a release, and others."""
    apps = environment.apps
    of_copies = {
        apps.api: API_CONNECTIONS,
        apps.worker: apps.worker.concurrency,
        apps.worker_slow: apps.worker_slow.concurrency,
        apps.relay: 1,
    }
    return sum((app.replicas + 1) * each for app, each in of_copies.items()) + RESERVE


def settings(memory_mb: int, connections: int) -> dict[str, str | int]:
    """Return what follows from memory: a quarter for pages, a quarter for sorts, the rest for all else."""
    return {
        "max_connections": connections,
        "shared_buffers": f"{memory_mb // 4}MB",
        "effective_cache_size": f"{memory_mb * 3 // 4}MB",
        "work_mem": f"{_between(4, memory_mb // 4 // connections, 64)}MB",
        "maintenance_work_mem": f"{_between(32, memory_mb // 16, 512)}MB",
    }


def _between(least: int, wanted: int, most: int) -> int:
    return max(least, min(wanted, most))
