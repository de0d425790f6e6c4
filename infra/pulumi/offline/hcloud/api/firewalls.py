"""Cloud firewalls: their rules, and the servers that they stand before."""

import re
from ipaddress import ip_network

from infra.pulumi.offline.hcloud.project import Project, Record
from infra.pulumi.offline.hcloud.refusal import Refusal, invalid

_MOST_RULES = 50
_WITH_PORT = ("tcp", "udp")
_PORT = re.compile(r"any|(\d{1,5})(?:-(\d{1,5}))?")


def create(
    project: Project, *, name: str, rules: list[Record], labels: dict[str, str] | None = None
) -> Record:
    """Make a firewall that stands before nothing yet."""
    check(rules)
    return project.add("firewall", name, rules=rules, labels=labels or {}, selectors=[])


def set_rules(firewall: Record, rules: list[Record]) -> None:
    """Replace all rules."""
    check(rules)
    firewall["rules"] = rules


def check(rules: list[Record]) -> None:
    """Refuse rules that mean nothing: a port where there is none, no source, host bits."""
    if len(rules) > _MOST_RULES:
        raise invalid("rules", f"must have at most {_MOST_RULES} items")
    for at, rule in enumerate(rules):
        _check_port(f"rules.{at}.port", rule)
        inward = rule["direction"] == "in"
        ips = rule.get("sourceIps" if inward else "destinationIps") or []
        if not ips:
            raise invalid(f"rules.{at}.{'source' if inward else 'destination'}_ips", "must not be empty")
        for ip in ips:
            ip_network(ip)


def applied_to(project: Project, number: int) -> list[int]:
    """Return the ids of the servers that a firewall was given to by id."""
    return [server["id"] for server in project.all("server") if number in server["firewalls"]]


def apply(project: Project, number: int, servers: list[int], selectors: list[str]) -> None:
    """Put a firewall before servers and before label selectors."""
    firewall = project.get("firewall", number)
    members = [project.get("server", server) for server in servers]
    if any(number in member["firewalls"] for member in members):
        raise Refusal("firewall_already_applied", "firewall was already applied on resource")
    for member in members:
        member["firewalls"].append(number)
    firewall["selectors"] += [wanted for wanted in selectors if wanted not in firewall["selectors"]]


def remove(project: Project, number: int, servers: list[int], selectors: list[str]) -> None:
    """Take a firewall away from servers and label selectors; what is gone already is no error."""
    firewall = project.get("firewall", number)
    for server in servers:
        if (member := project.find("server", server)) and number in member["firewalls"]:
            member["firewalls"].remove(number)
    firewall["selectors"] = [kept for kept in firewall["selectors"] if kept not in selectors]


def delete(project: Project, number: int) -> None:
    """Delete a firewall that stands before nothing."""
    if applied_to(project, number) or project.get("firewall", number)["selectors"]:
        raise Refusal("resource_in_use", f"firewall with ID '{number}' is still in use")
    project.remove("firewall", number)


def _check_port(field: str, rule: Record) -> None:
    port = rule.get("port") or ""
    if rule["protocol"] not in _WITH_PORT:
        if port:
            raise invalid(field, f"must not be set for protocol {rule['protocol']}")
        return
    match = _PORT.fullmatch(port)
    if not match or any(not 1 <= int(number) <= 65535 for number in match.groups() if number):
        raise invalid(field, f"must be a port, a range of ports or any for protocol {rule['protocol']}")
