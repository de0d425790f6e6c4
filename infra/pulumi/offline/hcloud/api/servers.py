"""Servers: rented, renamed, resized, given back."""

import re
from typing import Any

from infra.pulumi.offline.hcloud import catalog
from infra.pulumi.offline.hcloud.api import placement_groups, primary_ips, ssh_keys
from infra.pulumi.offline.hcloud.project import Project, Record
from infra.pulumi.offline.hcloud.refusal import Refusal, invalid

_HOSTNAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,61}[A-Za-z0-9])?")
_DEFAULT_LOCATION = "fsn1"
_BACKUP_WINDOW = "22-02"


def create(
    project: Project,
    *,
    name: str,
    server_type: str,
    image: str,
    location: str | None = None,
    labels: dict[str, str] | None = None,
    keys: list[str] | None = None,
    firewalls: list[int] | None = None,
    placement_group: int | None = None,
    ipv4: int | bool = True,
    ipv6: int | bool = True,
) -> Record:
    """Rent a server; `ipv4` and `ipv6` are False, True for a new address, or the id of a primary IP."""
    if not _HOSTNAME.fullmatch(name):
        raise invalid("name", "is not a valid hostname")
    kind = catalog.server_type(server_type)
    fields: dict[str, Any] = {
        "type": kind.name,
        "image": catalog.image(image, kind.architecture),
        "location": _available(kind, location or _DEFAULT_LOCATION),
        "labels": labels or {},
        "ssh_keys": [ssh_keys.look_up(project, key)["id"] for key in keys or []],
        "firewalls": [project.get("firewall", number)["id"] for number in firewalls or []],
        "placement_group": placement_groups.number(project, placement_group),
        "private_net": [],
        "status": "running",
        "disk": kind.disk,
        "backup_window": "",
        "rebuild_protected": False,
    }
    server = project.add("server", name, **fields)
    primary_ips.equip(project, server, "ipv4", ipv4)
    primary_ips.equip(project, server, "ipv6", ipv6)
    return server


def power(server: Record, *, on: bool) -> None:
    """Switch a server on or off."""
    server["status"] = "running" if on else "off"


def change_type(server: Record, name: str, *, upgrade_disk: bool) -> None:
    """Move a server that is off to another type, and start it."""
    must_be_off(server)
    kind = catalog.server_type(name)
    if kind.architecture != catalog.server_type(server["type"]).architecture:
        raise Refusal("invalid_server_type", "cannot change type because the architecture is another one")
    if kind.disk < server["disk"]:
        reason = "the selected server_type has not sufficient disk space"
        raise Refusal("invalid_server_type", f"cannot change type because {reason}")
    _available(kind, server["location"])
    server["type"] = kind.name
    server["disk"] = kind.disk if upgrade_disk else server["disk"]
    power(server, on=True)


def must_be_off(server: Record) -> None:
    """Refuse what only a server that is off can have done to it."""
    if server["status"] != "off":
        raise Refusal("server_not_stopped", "server is not stopped")


def back_up(server: Record, *, enabled: bool) -> None:
    """Book or cancel Hetzner's own daily backups."""
    server["backup_window"] = (server["backup_window"] or _BACKUP_WINDOW) if enabled else ""


def protect(server: Record, *, delete: bool, rebuild: bool) -> None:
    """Set both protections, which the API only takes together."""
    if delete != rebuild:
        raise Refusal("invalid_input", "delete and rebuild protection must be the same for servers")
    server["protected"], server["rebuild_protected"] = delete, rebuild


def delete(project: Project, number: int) -> None:
    """Give a server back: its volumes are detached, its addresses freed or deleted as they say themselves."""
    project.remove("server", number)
    for volume in project.all("volume"):
        if volume["server"] == number:
            volume["server"] = None
    primary_ips.release_all(project, number)


def _available(kind: catalog.ServerType, location: str) -> str:
    if catalog.location(location) not in kind.locations:
        raise Refusal("invalid_input", "unsupported location for server type")
    return location
