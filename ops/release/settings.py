"""What each service is told: variables for all to see, and files that hold what is secret.

Its files are Swarm secrets, `NAME-FINGERPRINT`: another value is another secret, and a release that is kept
goes on naming its own.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import get_args
from urllib.parse import quote

from core.settings import Settings
from core.topology import DATABASE_NAME, Port, ServiceName
from ops.environment import Environment, Provider, Role
from ops.environment.apps import Worker
from ops.hosts.facts import Fact
from ops.provision import container_networks

FOLDER = "/run/secrets"
AUTHORITY = "postgres_authority"
ROOTS = "public_roots"
_KNOWN = get_args(Settings.model_fields["app_env"].annotation)


@dataclass(frozen=True)
class Secret:
    """A file of a service; name: of the Swarm's secret."""

    file: str
    name: str
    value: str = field(repr=False)


@dataclass(frozen=True)
class Told:
    """What one service is told. hosts: addresses of names that no DNS has, as /etc/hosts writes them."""

    environ: Mapping[str, str]
    secrets: Sequence[Secret]
    hosts: Sequence[str] = ()

    @property
    def fingerprint(self) -> str:
        """What all of it comes to: another one where anything differs."""
        parts = [f"{name}={value}" for name, value in sorted(self.environ.items())]
        parts += sorted(f"{secret.file}={secret.name}" for secret in self.secrets) + list(self.hosts)
        return sha256("\0".join(parts).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class World:
    """What settings are made of. authority: who vouches for PostgreSQL, in PEM.

    roots: who vouches for the public name where no system knows them, in PEM; empty: systems do.
    """

    environment: Environment
    facts: Sequence[Fact]
    vault: Mapping[str, str]
    authority: str
    roots: str = ""

    def address(self, role: Role) -> str:
        """Return the private address of the host with a role."""
        return next(fact.private_address for fact in self.facts if role in fact.roles)


def of(world: World) -> dict[ServiceName, Told]:
    """Return what all services are told."""
    apps = world.environment.apps
    return {
        ServiceName.API: _api(world),
        ServiceName.RELAY: _worker(world, apps.worker),
        ServiceName.WORKER: _worker(world, apps.worker),
        ServiceName.WORKER_SLOW: _worker(world, apps.worker_slow),
        ServiceName.WEB: _web(world),
    }


def migration(world: World) -> Told:
    """Return what the migration is told."""
    return _told(world, {}, {"DATABASE_URL": _database(world, "migrator")}, {AUTHORITY: world.authority})


def _api(world: World) -> Told:
    retention = world.environment.data.retention
    limit = {} if retention.max_gb is None else {"RETENTION_MAX_GB": str(retention.max_gb)}
    environ = {
        "PUBLIC_URL": f"https://{world.environment.domain}",
        "TRUSTED_PROXIES": str(container_networks.choose(world.environment).overlay),
        "EGRESS_ALLOW": _egress(world),
        "RETENTION_DAYS": str(retention.days),
        **limit,
    }
    secrets = {
        "API_KEY": world.vault["api_key"],
        "DATABASE_URL": _database(world, "api"),
        "REDIS_URL": _redis(world, "api"),
        "SEAL_KEYS": world.vault["seal_keys"],
    }
    return _told(world, environ, secrets, {AUTHORITY: world.authority})


def _worker(world: World, size: Worker) -> Told:
    environ = {
        "CONCURRENCY": str(size.concurrency),
        "JOB_TIMEOUT": str(size.job_timeout_ms),
        "EGRESS_ALLOW": _egress(world),
    }
    secrets = {
        "DATABASE_URL": _database(world, "worker"),
        "REDIS_URL": _redis(world, "worker"),
        "SEAL_KEYS": world.vault["seal_keys"],
    }
    files = {AUTHORITY: world.authority}
    if not world.roots:
        return _told(world, environ, secrets, files)
    # A rehearsal's public name is known to no DNS, and its certificate authority to no system.
    environ["SSL_CERT_FILE"] = f"{FOLDER}/{ROOTS}"
    edge = next(fact.public_address for fact in world.facts if Role.EDGE in fact.roles)
    hosts = [f"{edge} {world.environment.domain}"]
    return _told(world, environ, secrets, files | {ROOTS: world.roots}, hosts)


def _web(world: World) -> Told:
    environ = {"API_URL": f"http://{ServiceName.API}:{Port.API.value}"}
    return _told(world, environ, {"SESSION_KEY": world.vault["session_key"]}, {})


def _told(
    world: World,
    environ: Mapping[str, str],
    secrets: Mapping[str, str],
    files: Mapping[str, str],
    hosts: Sequence[str] = (),
) -> Told:
    """secrets: settings, each read from a file that its variable names; files: others, by their names."""
    every = {name.lower(): value for name, value in secrets.items()} | dict(files)
    variables = {f"{name}_FILE": f"{FOLDER}/{name.lower()}" for name in secrets}
    kept = [
        Secret(file, f"{file}-{fingerprint(world.vault, file, value)}", value)
        for file, value in every.items()
    ]
    return Told({"APP_ENV": app_env(world.environment), **environ, **variables}, kept, hosts)


def fingerprint(vault: Mapping[str, str], name: str, value: str) -> str:
    """Return what a value is known by: nobody without the environment's key can try values on it."""
    key = vault["fingerprint_key"].encode()
    return hmac.digest(key, f"{name}\0{value}".encode(), "sha256").hex()[:8]


def app_env(environment: Environment) -> str:
    """Return what apps call their environment: one that is rehearsed under a name of its own is rehearsal."""
    if environment.name in _KNOWN or environment.provider is not Provider.DOCKER:
        return environment.name
    return "rehearsal"


def _egress(world: World) -> str:
    return ",".join(map(str, world.environment.egress_allow))


def _database(world: World, role: str) -> str:
    password = quote(world.vault[f"db_{role}_password"], safe="")
    place = f"{world.address(Role.DATA)}:{Port.POSTGRES.value}/{DATABASE_NAME}"
    return f"postgresql://{role}:{password}@{place}?sslmode=verify-full&sslrootcert={FOLDER}/{AUTHORITY}"


def _redis(world: World, user: str) -> str:
    password = quote(world.vault[f"redis_{user}_password"], safe="")
    return f"redis://{user}:{password}@{world.address(Role.DATA)}:{Port.REDIS.value}/0"
