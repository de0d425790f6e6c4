"""What one run of a copy consists of."""

import os
from dataclasses import dataclass
from pathlib import Path

from ops.local import chosen, configuration, keys, programs
from ops.local.child import Program
from ops.local.chosen import Ports
from ops.local.configuration import Configuration
from ops.local.ports import HOST
from ops.local.postgres import Postgres
from ops.local.valkey import Valkey

_MEMORY = Path("/dev/shm")  # noqa: S108 - the name is this copy's, and nothing in it is secret


@dataclass(frozen=True)
class Wish:
    """What was typed. Ports: 0 where none was given."""

    folder: Path
    port: int = 0
    web_port: int = 0
    fresh: bool = False


@dataclass(frozen=True)
class Plan:
    """A run: its settings, its ports, and the engines that are ours (None: DATABASE_URL, REDIS_URL)."""

    folder: Path
    settings: Configuration
    ports: Ports
    postgres: Postgres | None
    valkey: Valkey | None

    def engines(self) -> list[Program]:
        """Return the engines to start."""
        named = (("postgres", self.postgres), ("valkey", self.valkey))
        return [programs.engine(name, engine) for name, engine in named if engine]

    def apps(self) -> list[Program]:
        """Return the apps to start."""
        return programs.apps(self.settings, self.ports, self.folder / "run", self.metrics)

    @property
    def metrics(self) -> Path:
        """Where the API counts: in memory if possible, for a full disk kills who maps a file on it."""
        place = self.folder.stat()
        parent = _MEMORY if os.access(_MEMORY, os.W_OK) else self.folder / "run"
        return parent / f"webhook-monitor-{place.st_dev}-{place.st_ino}"


def make(wish: Wish, found: Configuration) -> Plan:
    """Plan a run in a folder that we hold; its keys and ports are made, or those of last time."""
    kept = keys.keep(wish.folder)
    settings = configuration.with_keys(found, kept)
    ports = chosen.choose(wish.folder, _asked(wish, settings))
    postgres, valkey = None, None
    if not settings.has("DATABASE_URL"):
        _forget_libpq()
        postgres = Postgres(wish.folder / "postgres", ports.postgres, kept.postgres_password)
        settings = settings.or_else(DATABASE_URL=postgres.url())
    if not settings.has("REDIS_URL"):
        valkey = Valkey(wish.folder / "valkey", ports.valkey, kept.valkey_password)
        settings = settings.or_else(REDIS_URL=valkey.url())
    url = f"http://{HOST}:{ports.api}"
    return Plan(wish.folder, settings.or_else(PUBLIC_URL=url, API_URL=url), ports, postgres, valkey)


def _asked(wish: Wish, settings: Configuration) -> chosen.Asked:
    parsed = settings.parsed()
    return chosen.Asked(
        port=wish.port,
        web_port=wish.web_port,
        port_variable=parsed.port if settings.has("PORT") else 0,
        metrics_variable=parsed.metrics_port if settings.has("METRICS_PORT") else 0,
    )


def _forget_libpq() -> None:
    """Drop libpq's own variables (PGSSLMODE, PGOPTIONS, …): they are meant for another database."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]
