"""What a program sees of a server."""

from typing import Any

from infra.pulumi.offline.hcloud import catalog
from infra.pulumi.offline.hcloud.api import primary_ips
from infra.pulumi.offline.hcloud.bridged import today
from infra.pulumi.offline.hcloud.project import Project, Record
from infra.pulumi.offline.hcloud.resources import private_nets
from infra.pulumi.offline.wire import Properties

_NO_NETWORK = "<nil>"  # so the official plugin prints it


def of(project: Project, server: Record, state: Properties) -> Properties:
    """Return an old state with all that Hetzner tells of the server today."""
    nets = state.get("networks")
    return today(
        state,
        name=server["name"],
        serverType=server["type"],
        image=_image(server, state.get("image")),
        location=server["location"],
        labels=server["labels"],
        status=server["status"],
        firewallIds=server["firewalls"],
        placementGroupId=server["placement_group"],
        primaryDiskSize=server["disk"],
        backups=bool(server["backup_window"]),
        backupWindow=server["backup_window"],
        deleteProtection=server["protected"],
        rebuildProtection=server["rebuild_protected"],
        **({"networks": private_nets.state(server, nets)} if nets else {}),
        **_addresses(project, server),
    )


def _image(server: Record, given: str | None) -> str:
    """Return the image by its name, or by its id where the program gave that."""
    architecture = catalog.server_type(server["type"]).architecture
    number = str(catalog.IMAGE_IDS[server["image"], architecture])
    return number if given == number else str(server["image"])


def _addresses(project: Project, server: Record) -> dict[str, Any]:
    ipv4 = primary_ips.of(project, server["id"], "ipv4")
    ipv6 = primary_ips.of(project, server["id"], "ipv6")
    return {
        "ipv4Address": ipv4 and ipv4["ip"],
        "ipv6Address": ipv6 and f"{ipv6['ip']}1",
        "ipv6Network": f"{ipv6['ip']}/64" if ipv6 else _NO_NETWORK,
    }
