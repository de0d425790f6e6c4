"""Takes away what no kept release needs: never anybody else's, never what a rollback needs."""

import shlex
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from ops.errors import OpsError
from ops.release import move, record, registry, seen, ship
from ops.release.record import Release, State
from ops.release.registry import REPOSITORIES, Registry
from ops.release.stack import Spec
from ops.release.target import Target

KEPT = 5
"""Releases that stay startable, what runs included."""


def run(target: Target, vault: Mapping[str, str]) -> list[str]:
    """Forget older releases, their images and secrets; return what is missing of those that are kept."""
    releases = record.kept(target.engine)
    keep = kept(releases)
    for release in releases:
        if release not in keep:
            record.forget(target.engine, release)
    there = _forget_secrets(target, keep)
    images = {image for release in keep for image in release.images.values()}
    _forget_on_hosts(target, images)
    with registry.opened(target, vault) as opened:
        _forget_in_registry(opened, images)
        return [*_lost_secrets(keep, there), *_lost_images(opened, keep)]


def kept(releases: Sequence[Release]) -> list[Release]:
    """Return the releases to keep: the last KEPT good ones of different content, and the newest of all."""
    good = [release for release in releases if release.state is State.GOOD]
    newest: dict[int, Release] = {}
    for release in reversed(good):
        newest.setdefault(release.origin, release)
    keep = list(newest.values())[:KEPT]
    return [release for release in releases if release in keep or release is releases[-1]]


def secrets(release: Release) -> set[str]:
    """Return the names of all secrets that a release's services have."""
    return {name for spec in release.services.values() for name in _named(spec)}


def surplus(listed: Sequence[str], place: str, needed: set[str]) -> list[str]:
    """Return which of a host's images are a release's from this registry, and needed by none that is kept."""
    ours = tuple(f"{place}/{repository}@sha256:" for repository in REPOSITORIES)
    return [image for image in listed if image.startswith(ours) and image not in needed]


def _named(spec: Spec) -> set[str]:
    return {each["SecretName"] for each in spec["TaskTemplate"]["ContainerSpec"].get("Secrets") or ()}


def _forget_secrets(target: Target, keep: Sequence[Release]) -> set[str]:
    """Return the names of those that are left."""
    engine = target.engine
    needed = {name for release in keep for name in secrets(release)}
    live = seen.look(engine).services.values()
    needed |= {name for service in live for name in _named(service.spec)}
    there = set(move.ids(engine))
    for name in there - needed:
        with suppress(OpsError):  # another's task still has it: next time
            engine.delete(f"/secrets/{name}")
    return there & needed


def _forget_on_hosts(target: Target, needed: set[str]) -> None:
    hosts = ship.hosts(target)
    with ThreadPoolExecutor(len(hosts)) as pool:
        list(pool.map(lambda host: _forget_on(target, host, needed), hosts))


def _forget_on(target: Target, host: str, needed: set[str]) -> None:
    """Remove a host's surplus; an image that a container still has stays until the next time."""
    form = "{{.Repository}}@{{.Digest}}"
    listed = target.ways.run(host, "sudo", "docker", "image", "ls", "--digests", "--format", form).split()
    if images := surplus(listed, target.registry, needed):
        target.ways.attempt(host, "sudo", "sh", "-c", f"docker image rm {shlex.join(images)}")


def _forget_in_registry(opened: Registry, needed: set[str]) -> None:
    wanted = {registry.parts(image) for image in needed}
    for repository in REPOSITORIES:
        for digest in opened.digests(repository):
            if (repository, digest) not in wanted:
                opened.forget(repository, digest)


def _lost_secrets(keep: Sequence[Release], there: set[str]) -> list[str]:
    return [f"{each.name}: secret {name}" for each in keep for name in sorted(secrets(each) - there)]


def _lost_images(opened: Registry, keep: Sequence[Release]) -> list[str]:
    images = {image: release for release in keep for image in release.images.values()}
    return [
        f"{release.name}: {registry.parts(image)[0]} {blob}"
        for image, release in images.items()
        for blob in opened.lacks(*registry.parts(image))
    ]
