"""Volumes: disks that outlive servers and grow, never shrink."""

from infra.pulumi.offline.hcloud import catalog
from infra.pulumi.offline.hcloud.project import Project, Record
from infra.pulumi.offline.hcloud.refusal import Refusal, invalid

_SIZES = range(10, 10241)
_FORMATS = ("ext4", "xfs")


def create(
    project: Project,
    *,
    name: str,
    size: int,
    location: str | None = None,
    server: int | None = None,
    labels: dict[str, str] | None = None,
    format: str | None = None,  # noqa: A002 - the API's name
) -> Record:
    """Rent a disk in a location, or where a server is."""
    _check_size(size)
    if format not in (None, *_FORMATS):
        raise invalid("format", f"must be one of {', '.join(_FORMATS)}")
    if (location is None) == (server is None):
        raise Refusal("invalid_input", "either location or server must be set, and only one of them")
    where = project.get("server", server)["location"] if server else catalog.location(location or "")
    return project.add(
        "volume", name, size=size, location=where, server=server, labels=labels or {}, format=format
    )


def device(volume: Record) -> str:
    """Return the path by which Linux finds the disk."""
    return f"/dev/disk/by-id/scsi-0HC_Volume_{volume['id']}"


def resize(volume: Record, size: int) -> None:
    """Let a disk grow."""
    _check_size(size)
    if size < volume["size"]:
        raise invalid("size", f"must be greater than the current size {volume['size']}")
    volume["size"] = size


def attach(project: Project, number: int, server: int) -> None:
    """Plug a disk into a server of the same location."""
    volume, member = project.get("volume", number), project.get("server", server)
    if volume["server"] is not None:
        raise Refusal("volume_already_attached", "volume is already attached to a server")
    if volume["location"] != member["location"]:
        raise Refusal("invalid_input", "server and volume must be in the same location")
    volume["server"] = server


def delete(project: Project, number: int) -> None:
    """Give a disk back; it must not be plugged in."""
    if project.get("volume", number)["server"] is not None:
        raise Refusal("service_error", "volume is attached to a server")
    project.remove("volume", number)


def _check_size(size: int) -> None:
    if size not in _SIZES:
        raise invalid("size", f"must be between {_SIZES.start} and {_SIZES.stop - 1}")
