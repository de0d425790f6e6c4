"""Probes of docs/rehearsal-limits.md: what a rehearsal cannot show, looked at on the hosts themselves."""

import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from core.topology import DATA_PATH, PublicPort
from ops.hosts.facts import Fact
from ops.release.door import Door, DoorError
from ops.release.ssh import UNREACHABLE
from ops.release.target import Target

PROBES = {
    "kernel": "uname -r",
    "processors": "nproc",
    "memory": 'free --mega | awk \'/^Mem/ {print $2" MB, "$7" available"}\'',
    "swap": "swapon --show --noheadings | awk '{print $1, $3}'",
    "disk": "df --output=size,avail --human-readable /var/lib/docker | tail -1",
    "data": f"findmnt --noheadings --output SOURCE,FSTYPE {DATA_PATH} || echo none",
    "fsync": (
        "f=$(mktemp -p /var/tmp); dd if=/dev/zero of=$f bs=4k count=50 oflag=dsync 2>&1 | tail -1; rm -f $f"
    ),
    "sysctls": "sysctl -n vm.swappiness vm.overcommit_memory fs.file-max | tr '\\n' ' '",
    "clock": "chronyc -n tracking | awk -F: '/^System time/ {print $2}'",
    "failed units": "systemctl --failed --plain --no-legend | awk '{print $1}' | tr '\\n' ' '",
    "modules": "lsmod | awk '{print $1}' | grep -E 'ip_vs|wireguard|esp4|netem' | tr '\\n' ' '",
    "confinement": "aa-status --enabled && echo AppArmor || echo none",
    "boot": "systemd-analyze | head -1",
    "name servers": "awk '/^nameserver/ {print $2}' /etc/resolv.conf | tr '\\n' ' '",
    "packages": "dpkg -l | grep -c ^ii",
}
"""What each host is asked, by what it tells of: rows of the page that a host itself can show."""
_LARGE = 8192


@dataclass(frozen=True)
class Row:
    """What a host answered to a probe."""

    host: str
    probe: str
    said: str

    def __str__(self) -> str:
        return f"{self.host:<10}{self.probe:<14}{self.said}"


def probe(target: Target) -> list[Row]:
    """Ask every host everything, and the public name from here."""
    hosts = target.facts
    with ThreadPoolExecutor(len(hosts)) as pool:
        told = [row for rows in pool.map(lambda host: _ask(target, host), hosts) for row in rows]
    return [*told, _name(target), _outside(target)]


def _ask(target: Target, host: Fact) -> Sequence[Row]:
    rows = []
    for name, command in (PROBES | _large_packets(target, host)).items():
        done = target.ways.attempt(host.name, "sudo", "sh", "-c", command, seconds=20)
        said = " ".join(done.stdout.split()) or "nothing"
        rows.append(Row(host.name, name, "no answer" if done.returncode == UNREACHABLE else said))
    return rows


def _large_packets(target: Target, host: Fact) -> dict[str, str]:
    """Packets of many frames must come through to the other hosts: an MTU that is wrong eats them."""
    others = [fact for fact in target.facts if fact.name != host.name]
    ping = "ping -c 1 -W 2 -q -s {} {} >/dev/null && echo {} answers || echo {} does not answer"
    asked = [ping.format(_LARGE, other.private_address, other.name, other.name) for other in others]
    return {"8 KB packets": "; ".join(asked)} if asked else {}


def _name(target: Target) -> Row:
    domain = target.environment.domain
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(domain, PublicPort.HTTPS.value)}
    except OSError:
        return Row("here", "dns", f"{domain} has no address")
    right = (
        "the edge's"
        if target.edge.public_address in found
        else f"not the edge's {target.edge.public_address}"
    )
    return Row("here", "dns", f"{domain} is {', '.join(sorted(found))}, {right}")


def _outside(target: Target) -> Row:
    address = target.edge.public_address if target.roots else ""
    try:
        status, _ = Door(target.environment.domain, address, target.roots).ask("GET", "/sign-in")
    except DoorError as problem:
        return Row("here", "outside", str(problem))
    return Row("here", "outside", f"the public name answers {status}")
