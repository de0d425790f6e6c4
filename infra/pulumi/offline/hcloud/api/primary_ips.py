"""Primary IPs: the public addresses of servers, which may outlive them."""

from infra.pulumi.offline.hcloud import addresses, catalog
from infra.pulumi.offline.hcloud.project import Project, Record
from infra.pulumi.offline.hcloud.refusal import Refusal, invalid

_MAKERS = {"ipv4": addresses.ipv4, "ipv6": addresses.ipv6}


def create(
    project: Project,
    *,
    name: str,
    kind: str,
    location: str,
    labels: dict[str, str] | None = None,
    auto_delete: bool = False,
) -> Record:
    """Reserve an address in a location."""
    if kind not in _MAKERS:
        raise invalid("type", "must be ipv4 or ipv6")
    catalog.location(location)
    project.claim("primary_ip", name)
    return project.add(
        "primary_ip", name, type=kind, location=location, labels=labels or {},
        auto_delete=auto_delete, ip=_MAKERS[kind](project), server=None,
    )  # fmt: skip


def equip(project: Project, server: Record, kind: str, wish: int | bool) -> None:
    """Give a server an address: none, a new one that goes with it, or one that is there by id."""
    if wish is False:
        return
    if wish is True:
        name = f"primary_ip-{server['id']}-{kind}"
        made = create(project, name=name, kind=kind, location=server["location"], auto_delete=True)
        made["server"] = server["id"]
        return
    assign(project, wish, server, kind)


def assign(project: Project, number: int, server: Record, kind: str | None = None) -> None:
    """Give an address to a server that is in the same place and has none of that kind."""
    ip = project.get("primary_ip", number)
    if kind is not None and ip["type"] != kind:
        raise Refusal("primary_ip_version_mismatch", "primary IP has the wrong version")
    if ip["server"] not in (None, server["id"]):
        raise Refusal("primary_ip_assigned", "primary IP is already assigned to a server")
    if ip["location"] != server["location"]:
        raise Refusal("primary_ip_datacenter_mismatch", "primary IP is in another location than the server")
    if of(project, server["id"], ip["type"]) not in (None, ip):
        raise Refusal(f"server_has_{ip['type']}", f"server already has an {ip['type']} address")
    ip["server"] = server["id"]


def release(project: Project, ip: Record) -> None:
    """Take an address from its server; one that was made with the server goes away."""
    ip["server"] = None
    if ip["auto_delete"]:
        project.remove("primary_ip", ip["id"])


def release_all(project: Project, server: int) -> None:
    """Take all addresses from a server."""
    for ip in [ip for ip in project.all("primary_ip") if ip["server"] == server]:
        release(project, ip)


def of(project: Project, server: int, kind: str) -> Record | None:
    """Return the address of a kind that a server has."""
    matches = (ip for ip in project.all("primary_ip") if (ip["server"], ip["type"]) == (server, kind))
    return next(matches, None)


def delete(project: Project, number: int) -> None:
    """Give an address back."""
    if project.get("primary_ip", number)["server"] is not None:
        raise Refusal("resource_in_use", "primary IP is assigned to a server")
    project.remove("primary_ip", number)
