"""What changes a server in place, a call of the API each, as the official plugin orders them."""

from collections.abc import Callable
from functools import partial

from infra.pulumi.offline.hcloud.api import placement_groups, primary_ips, servers
from infra.pulumi.offline.hcloud.bridged import changed
from infra.pulumi.offline.hcloud.cloud import Cloud
from infra.pulumi.offline.hcloud.project import Project, Record
from infra.pulumi.offline.hcloud.refusal import Refusal
from infra.pulumi.offline.hcloud.resources import private_nets, public_nets
from infra.pulumi.offline.wire import Properties

Change = Callable[[Cloud, int, Properties, Properties], None]


def networks(cloud: Cloud, number: int, wanted: Properties) -> None:
    """Make the private networks those that are wanted."""
    with cloud.open() as project:
        private_nets.settle(project, project.get("server", number), wanted.get("networks", []))


def backups(cloud: Cloud, number: int, wanted: Properties) -> None:
    """Book or cancel backups."""
    with cloud.open() as project:
        servers.back_up(project.get("server", number), enabled=bool(wanted.get("backups")))


def protection(cloud: Cloud, number: int, wanted: Properties) -> None:
    """Set both protections."""
    delete, rebuild = bool(wanted.get("deleteProtection")), bool(wanted.get("rebuildProtection"))
    with cloud.open() as project:
        servers.protect(project.get("server", number), delete=delete, rebuild=rebuild)


def _name_and_labels(cloud: Cloud, number: int, wanted: Properties) -> None:
    with cloud.open() as project:
        server = project.get("server", number)
        project.rename(server, "server", wanted["name"])
        server["labels"] = wanted.get("labels", {})


def _size(cloud: Cloud, number: int, wanted: Properties) -> None:
    """Switch off, change, switch on. QUIRK: a server whose new size is refused stays off."""
    with cloud.open() as project:
        servers.power(project.get("server", number), on=False)
    with cloud.open() as project:
        keep = bool(wanted.get("keepDisk"))
        servers.change_type(project.get("server", number), wanted["serverType"], upgrade_disk=not keep)


def _firewalls(cloud: Cloud, number: int, wanted: Properties) -> None:
    with cloud.open() as project:
        named = [project.get("firewall", firewall)["id"] for firewall in wanted.get("firewallIds", [])]
        project.get("server", number)["firewalls"] = named


def _public(cloud: Cloud, number: int, wanted: Properties) -> None:
    with cloud.open() as project:
        server, wishes = project.get("server", number), public_nets.wishes(wanted.get("publicNets"))
        for kind, wish in zip(("ipv4", "ipv6"), wishes, strict=True):
            _readdress(project, server, kind, wish)


def _readdress(project: Project, server: Record, kind: str, wish: public_nets.Wish) -> None:
    current = primary_ips.of(project, server["id"], kind)
    kept = current and (current["auto_delete"] if wish is True else wish == current["id"])
    if kept:
        return
    if current:
        primary_ips.release(project, current)
    primary_ips.equip(project, server, kind, wish)


def _placement(cloud: Cloud, number: int, wanted: Properties) -> None:
    with cloud.open() as project:
        server = project.get("server", number)
        if server["placement_group"] is not None and server["status"] != "off":
            raise Refusal("", "removing a running server from a placement group is currently not supported")
        servers.must_be_off(server)
        server["placement_group"] = placement_groups.number(project, wanted.get("placementGroupId"))


def _when(
    names: tuple[str, ...], change: Callable[[Cloud, int, Properties], None],
    cloud: Cloud, number: int, old: Properties, new: Properties,
) -> None:  # fmt: skip
    if any(changed(name, old, new) for name in names):
        change(cloud, number, new)


IN_ORDER: tuple[Change, ...] = (
    partial(_when, ("name", "labels"), _name_and_labels),
    partial(_when, ("serverType",), _size),
    partial(_when, ("backups",), backups),
    partial(_when, ("networks",), networks),
    partial(_when, ("firewallIds",), _firewalls),
    partial(_when, ("publicNets",), _public),
    partial(_when, ("placementGroupId",), _placement),
    partial(_when, ("deleteProtection", "rebuildProtection"), protection),
)
