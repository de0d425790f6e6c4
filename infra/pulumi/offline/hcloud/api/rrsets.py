"""DNS: the records of zones that exist already."""

import ipaddress
import os

from infra.pulumi.offline.hcloud.project import Project, Record
from infra.pulumi.offline.hcloud.refusal import Refusal, invalid

VARIABLE = "WEBHOOK_MONITOR_HCLOUD_ZONES"
_DOCUMENTATION = "example.com,example.net,example.org"
_TYPES = ("A", "AAAA", "CAA", "CNAME", "MX", "NS", "PTR", "SRV", "TXT")
_TTL = range(60, 2147483648)


def zone(name: str) -> str:
    """Return the name of a zone that exists: the documentation's, or those that the variable lists."""
    if name not in os.environ.get(VARIABLE, _DOCUMENTATION).split(","):
        raise Refusal("not_found", f"zone with ID '{name}' not found")
    return name


def create(
    project: Project,
    *,
    zone_name: str,
    name: str,
    kind: str,
    records: list[Record],
    ttl: int | None = None,
    labels: dict[str, str] | None = None,
) -> Record:
    """Make a set of records of one name and type."""
    zone(zone_name)
    _check(name, kind, ttl)
    key = f"{zone_name}/{name}/{kind}"
    if any(other["name"] == key for other in project.all("rrset")):
        raise Refusal("uniqueness_error", f"RRSet {name}/{kind} already exists")
    made = project.add("rrset", key, zone=zone_name, type=kind, label=name, ttl=ttl, labels=labels or {})
    set_records(made, records)
    return made


def find(project: Project, zone_name: str, number: str) -> Record | None:
    """Return a set by its zone and by its id there, `name/type`."""
    key = f"{zone(zone_name)}/{number}"
    return next((found for found in project.all("rrset") if found["name"] == key), None)


def set_records(rrset: Record, records: list[Record]) -> None:
    """Replace the records of a set."""
    _changeable(rrset)
    for record in records:
        _check_value(rrset["type"], record["value"])
    rrset["records"] = records


def set_ttl(rrset: Record, ttl: int | None) -> None:
    """Replace the time to live; None is the zone's."""
    _changeable(rrset)
    _check(rrset["label"], rrset["type"], ttl)
    rrset["ttl"] = ttl


def delete(project: Project, rrset: Record) -> None:
    """Delete a set."""
    _changeable(rrset)
    project.remove("rrset", rrset["id"])


def _changeable(rrset: Record) -> None:
    if rrset["protected"]:
        raise Refusal("protected", "RRSet change is protected")


def _check(name: str, kind: str, ttl: int | None) -> None:
    if kind not in _TYPES:
        raise invalid("type", f"must be one of {', '.join(_TYPES)}")
    if ttl is not None and ttl not in _TTL:
        raise invalid("ttl", f"must be between {_TTL.start} and {_TTL.stop - 1}")
    if name != name.lower() or name.endswith("."):
        raise invalid("name", "must be lower case, relative to the zone, or @ for the zone itself")


def _check_value(kind: str, value: str) -> None:
    version = {"A": 4, "AAAA": 6}.get(kind)
    try:
        valid = version is None or ipaddress.ip_address(value).version == version
    except ValueError:
        valid = False
    if not valid:
        raise invalid("records.0.value", f"must be an IPv{version} address")
    if kind == "TXT" and not (value.startswith('"') and value.endswith('"')):
        raise invalid("records.0.value", "must be one or many quoted strings")
