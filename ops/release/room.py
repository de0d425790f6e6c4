"""Room on the hosts: what a release needs of disks and memory, and what is free."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ops.environment import Environment, Role
from ops.release.target import Target

MEGABYTE = 1024 * 1024
MARGIN = 256 * MEGABYTE
"""What stays free: logs, databases and other containers write too."""
ENGINE = "/var/lib/docker"
REGISTRY = "/var/lib/docker-registry"


@dataclass(frozen=True)
class Disk:
    """A folder's disk on a host, in bytes; free is None where the host does not answer."""

    host: str
    folder: str
    needed: int
    free: int | None

    @property
    def fits(self) -> bool:
        """Whether what is needed fits, with a margin."""
        return self.free is not None and self.free >= self.needed + MARGIN

    def __str__(self) -> str:
        if self.free is None:
            return f"{self.host} does not answer"
        return f"{self.host} {self.folder}: {_mb(self.needed)} needed, {_mb(self.free)} free"


@dataclass(frozen=True)
class Memory:
    """What apps may use while old and new copies run side by side, and what hosts have for them, in MB."""

    needed: int
    there: int

    @property
    def fits(self) -> bool:
        """Whether it fits."""
        return self.needed <= self.there

    def __str__(self) -> str:
        return f"{self.needed:,} MB while old and new run side by side, {self.there:,} MB there"


def disks(target: Target, needed: int) -> list[Disk]:
    """Ask hosts for room; needed: bytes of layers that are new."""
    places = [(host, ENGINE) for host in target.with_role(Role.APP)] + [(target.keeper.name, REGISTRY)]
    with ThreadPoolExecutor(len(places)) as pool:
        free = pool.map(lambda place: _free(target, *place), places)
        return [Disk(host, folder, needed, found) for (host, folder), found in zip(places, free, strict=True)]


def memory(environment: Environment) -> Memory:
    """Return what is needed and there; pure: sizes are what the environment's file says."""
    apps = sum(app.replicas * app.memory_mb for app in environment.apps.by_name().values())
    hosts = environment.with_role(Role.APP)
    return Memory(2 * apps, sum(host.machine.memory_mb - _others(environment, host.roles) for host in hosts))


def _others(environment: Environment, roles: Sequence[Role]) -> int:
    data = environment.data
    used: Mapping[Role, int] = {Role.DATA: data.postgres_memory_mb + data.redis_memory_mb}
    return _SYSTEM_MB + sum(used.get(role, 0) for role in roles)


_SYSTEM_MB = 420
"""Debian, the engine in its Swarm, exporters: at most what was measured when idle."""


def _free(target: Target, host: str, folder: str) -> int | None:
    done = target.ways.attempt(host, "df", "--output=avail", "--block-size=1", folder)
    return int(done.stdout.split()[-1]) if done.returncode == 0 else None


def lacking(found: Sequence[Disk]) -> Iterator[str]:
    """Yield what does not fit."""
    for disk in found:
        if disk.free is not None and not disk.fits:
            yield f"{disk}: free {_mb(disk.needed + MARGIN - disk.free)} more"


def _mb(size: int) -> str:
    return f"{size / MEGABYTE:,.0f} MB"
