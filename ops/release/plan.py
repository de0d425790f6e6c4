"""What a release would change, looked at before anything is changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.topology import ServiceName
from ops.release import built, change, migrations, move, room, seen, settings, stack
from ops.release.built import Built, Image
from ops.release.migrations import Migration
from ops.release.record import Release
from ops.release.room import Disk, Memory
from ops.release.settings import Told
from ops.release.target import Target


@dataclass(frozen=True)
class Plan:
    """All that a release would change. settings: a service → its fingerprints, now and to come."""

    commit: str
    now: str
    images: Mapping[str, Image]
    settings: Mapping[str, tuple[str, str]]
    new_secrets: Sequence[str]
    migrations: Sequence[Migration]
    disks: Sequence[Disk]
    memory: Memory
    by_hand: Sequence[str]

    @property
    def obstacles(self) -> list[str]:
        """Why it cannot be done."""
        tight = [] if self.memory.fits else [f"memory: {self.memory}: lower replicas or memory, or rent more"]
        return [*room.lacking(self.disks), *tight]

    def lines(self) -> Iterator[str]:
        """Yield it for people."""
        yield f"release     {self.now} → {self.commit[:12]}"
        for app, image in self.images.items():
            ids = f"{_short(image.now)} → {_short(image.new)}"
            yield f"  image     {app:<12}{ids}  {image.new_bytes / 1e6:.1f} MB new"
        for service, (old, new) in self.settings.items():
            if old != new:
                yield f"  settings  {service:<12}{old or 'none'} → {new}"
        for name in self.new_secrets:
            yield f"  secret    {name} is new"
        for migration in self.migrations:
            yield f"  migration {migration.revision} {migration.name}"
            yield from (f"            {line}" for line in migration.sql.strip().splitlines())
            yield from (f"            squawk: {line}" for line in migration.opinion.splitlines())
        for changed in self.by_hand:
            yield f"  by hand   {changed}; a deploy puts it back"
        yield from (f"  disk      {disk}" for disk in self.disks)
        yield f"  memory    {self.memory}"

    def as_dict(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "commit": self.commit,
            "now": self.now,
            "images": {app: vars(image) for app, image in self.images.items()},
            "settings": {name: {"now": old, "new": new} for name, (old, new) in self.settings.items()},
            "new_secrets": list(self.new_secrets),
            "migrations": [vars(each) for each in self.migrations],
            "disks": [vars(disk) | {"fits": disk.fits} for disk in self.disks],
            "memory": vars(self.memory) | {"fits": self.memory.fits},
            "by_hand": list(self.by_hand),
            "obstacles": self.obstacles,
        }


def look(
    target: Target, commit: str, images: Mapping[str, Built], vault: Mapping[str, str], now: Release | None
) -> Plan:
    """Return the plan, printed; nothing is changed."""
    planned = _make(target, now, commit, built.compared(images, now), settings.of(target.world(vault)))
    print("\n".join(planned.lines()), flush=True)
    return planned


def _make(
    target: Target,
    now: Release | None,
    commit: str,
    images: Mapping[str, Image],
    told: Mapping[ServiceName, Told],
) -> Plan:
    there = move.ids(target.engine)
    secrets = {secret.name for each in told.values() for secret in each.secrets}
    labels = _fingerprints(now)
    return Plan(
        commit=commit,
        now=now.name if now else "nothing",
        images=images,
        settings={name.value: (labels.get(name.value, ""), each.fingerprint) for name, each in told.items()},
        new_secrets=sorted(secrets - there.keys()),
        migrations=migrations.pending(target),
        disks=room.disks(target, sum(image.new_bytes for image in images.values())),
        memory=room.memory(target.environment),
        by_hand=change.differences(now, seen.look(target.engine)) if now else [],
    )


def _fingerprints(now: Release | None) -> dict[str, str]:
    services = now.services if now else {}
    return {
        name: spec["TaskTemplate"]["ContainerSpec"]["Labels"][stack.SETTINGS]
        for name, spec in services.items()
    }


def _short(image: str) -> str:
    return image.removeprefix("sha256:")[:12] or "none"
